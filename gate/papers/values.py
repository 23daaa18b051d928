"""What was read beside a label, as the file of a vehicle writes it; "" where it makes no such value."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from gate import codes, identifiers, plates, spelling
from gate.codes import Table

_DAY = re.compile(r"((?:19|20)\d\d)[-.年/一](\d{1,2})[-.月/一](\d{1,2})日?")
_DAY_WITHOUT_DASHES = re.compile(r"((?:19|20)\d\d)[-.年/一]?(\d\d)[-.月/一]?(\d\d)日?")
_MONTH = re.compile(r"(?<!\d)(20\d\d)年(\d{1,2})月")
_IN_VINS = str.maketrans("IOQ", "100")
"""No VIN has these letters (GB 16735), so their look is evidence for the digit."""
_IN_SERIALS = str.maketrans("IO", "10")
"""Nor has the serial of a plate (GA 36)."""
_STAGE = re.compile(
    r"国?第?([0-6一二三四五六Ⅰ-Ⅵ]|V[I1l]{1,3}|[I1l]V|V|[I1l]{1,3})[abAB]?(?:阶段)?$"
)
_MAY_HAVE_LOST_A_STROKE = ("I", "II", "V", "Ⅰ", "Ⅱ", "Ⅴ")
"""Of Ⅳ or Ⅵ, which eyes do not know as one character, a V is left; a stage is never guessed (R-037)."""
_NEAR_ENOUGH = 5
"""From so many characters on, a word with one of them misread is still itself, if no other word is as near."""


def plate(text: str) -> str:
    """号牌号码 of a form that exists (GA 36)."""
    normal = plates.normalise(text)
    normal = normal[:2] + normal[2:].translate(_IN_SERIALS)
    return normal if plates.forms_of(normal) else ""


def vin(text: str) -> str:
    """17 characters of those that a VIN has; whether its check digit fits is another question."""
    kept = re.sub(r"[^0-9A-Z]", "", text.upper()).translate(_IN_VINS)
    return kept if identifiers.has_vin_shape(kept) else ""


def engine_number(text: str) -> str:
    """发动机号码; one of fewer than six characters is the rest of one."""
    kept = engine_model(text)
    return kept if len(kept) >= 6 else ""


def engine_model(text: str) -> str:
    """发动机型号: letters, digits, dashes, dots, slashes, asterisks."""
    kept = re.sub(r"\s", "", text).upper()
    return kept if re.fullmatch(r"[0-9A-Z.*/()+-]{3,32}", kept) else ""


def day(text: str) -> str:
    """A day as year-month-day."""
    plain = re.sub(r"\s", "", text)
    found = _DAY.fullmatch(plain) or _DAY_WITHOUT_DASHES.fullmatch(plain)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""


def month(text: str) -> str:
    """检验有效期至: the last month, as year-month."""
    found = _MONTH.search(re.sub(r"\s", "", text))
    if found is None or not 1 <= int(found[2]) <= 12:
        return ""
    return f"{found[1]}-{int(found[2]):02d}"


def extent(name: str, text: str) -> int:
    """How many characters of what was read make the value: a stamp goes on with who stamped it."""
    return text.find("月") + 1 or len(text) if name == "inspected_until" else len(text)


def stage(text: str) -> str:
    """排放阶段 by its code; what is not plainly one is none."""
    word = re.sub(r"[\s阶段]+$|\s", "", text)
    found = _STAGE.match(word)
    if found is None:
        return ""
    level = re.sub("[1l]", "I", found[1]) if len(found[1]) > 1 or found[1] == "l" else found[1]
    if level in _MAY_HAVE_LOST_A_STROKE:
        return ""
    code = {"III": "3", "IV": "4", "VI": "6"}.get(level) or spelling.plain(
        "emission_stage", f"国{level}"
    )
    return code if code in codes.EMISSION_STAGES else ""


def words(text: str) -> str:
    """Words as they stand there."""
    return re.sub(r"\s+", " ", text).strip()


def out_of(table: Table) -> Callable[[str], str]:
    """The code whose Chinese word this is, or is but for one character."""
    by_word = {both.zh: code for code, both in table.items()}

    def code_of(text: str) -> str:
        word = re.sub(r"\s", "", text)
        if word in by_word or len(word) < _NEAR_ENOUGH:
            return by_word.get(word, "")
        near = [w for w in by_word if len(w) == len(word) and _differing(w, word) == 1]
        return by_word[near[0]] if len(near) == 1 else ""

    return code_of


def _differing(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


UNDERSTOOD: Mapping[str, Callable[[str], str]] = {
    "plate_no": plate,
    "vehicle_type": out_of(codes.VEHICLE_TYPES),
    "owner": words,
    "use_nature": out_of(codes.USE_NATURES),
    "vehicle_model": words,
    "vin": vin,
    "engine_no": engine_number,
    "registration_date": day,
    "issue_date": day,
    "engine_model": engine_model,
    "engine_maker": words,
    "emission_stage": stage,
    "fuel_type": out_of(codes.FUEL_TYPES),
    "inspected_until": month,
}
