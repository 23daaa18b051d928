"""How tables from outside write colours, stages, kinds, reasons and dates, put into the codes of the ledger."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from gate import clock, codes

_STAGES = {
    **{f"国{word}": str(n) for n, word in enumerate("零一二三四五六")},
    **{f"国{word}": str(n + 1) for n, word in enumerate(("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "Ⅵ"))},
    **{f"国{n}": str(n) for n in range(7)},
    "纯电动": "D",
}
_COLOURS = {"绿": "4", "渐变绿": "4", "新能源": "4", "黄绿双拼": "6", "黄绿": "6"}
_RELEASED = {"0": "0", "未解除": "0", "已列入": "0", "1": "1", "已解除": "1", "解除": "1"}
_DAY = re.compile(
    r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}:\d{2}(?::\d{2})?))?$"
)
_PACKED_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def _by_word(table: codes.Table, more: Mapping[str, str] | None = None) -> dict[str, str]:
    words = {word: code for code, both in table.items() for word in (both.zh, both.en.lower())}
    return {**words, **(more or {}), **{code.lower(): code for code in table}}


WORDS: Mapping[str, Mapping[str, str]] = {
    "plate_colour": _by_word(codes.PLATE_COLOURS, _COLOURS),
    "vehicle_type": _by_word(codes.VEHICLE_TYPES),
    "use_nature": _by_word(codes.USE_NATURES),
    "fuel_type": _by_word(codes.FUEL_TYPES, {"电动": "C", "纯电动": "C", "挂车": "Y", "无": "Y"}),
    "network_status": _by_word(codes.NETWORK_STATUSES, {"是": "1", "否": "0"}),
    "quantity_unit": _by_word(codes.QUANTITY_UNITS),
    "emission_stage": _by_word(codes.EMISSION_STAGES, _STAGES),
    "reason_code": _by_word(codes.EXCEEDANCE_REASONS),
    "state": _RELEASED,
}
MOMENTS = ("issued_at", "released_at")
DAYS = ("registration_date", "valid_from", "valid_to")


def plain(name: str, value: Any) -> str:
    """A cell of this column as the ledger writes it; what is not understood stays as it was."""
    if isinstance(value, date):  # a moment is one, too
        told = _moment(value)
        return told[:10] if name in DAYS else told
    text = _text(value)
    if name in MOMENTS or name in DAYS:
        told = _day(text)
        return told.removesuffix("T00:00:00") if name in DAYS else told
    return _code(name, text) if name in WORDS else text


@lru_cache(maxsize=4096)  # a list says the same few words thousands of times
def _code(name: str, text: str) -> str:
    table = WORDS[name]
    word = re.sub(r"\s", "", text)
    if name == "plate_colour":
        word = word.removesuffix("牌").removesuffix("色") or word
    if name == "reason_code":
        word = re.sub(r"^([1-7])[、.．:：-].+$", r"\1", word)
    if name == "emission_stage":
        word = re.sub(r"(阶段|标准)$", "", word)
        word = re.sub(r"(?<=[六6VIⅥ])[abAB]$", "", word)
    if name == "vehicle_type":
        word = re.sub(r"^([A-Za-z]\d\d)\W*\D+$", r"\1", word)
    return table.get(word.lower(), table.get(word, text))


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # a spreadsheet keeps codes as numbers
    return "" if value is None else str(value).strip()


def _moment(value: date) -> str:
    if isinstance(value, datetime):
        return (
            value.isoformat() if value.tzinfo else clock.stamp(value.replace(tzinfo=clock.BEIJING))
        )
    return value.isoformat()


@lru_cache(maxsize=4096)
def _day(text: str) -> str:
    found = _DAY.match(text) or _PACKED_DAY.match(text)
    if found is None:
        return text
    year, month, day, *hour = found.groups()
    at = (
        f"T{hour[0].zfill(5) if len(hour[0]) < 6 else hour[0].zfill(8)}" if hour and hour[0] else ""
    )
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}{at}"
