"""From lines of text to the fields of a paper: label by label, what stands beside it, and what it means."""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence

from devices.interfaces import TextLine
from gate import codes, identifiers
from gate.papers import values
from gate.papers.holes import is_whole
from gate.papers.pieces import Piece, Sheet, around, cut
from gate.papers.told import Told


def _words_of(table: codes.Table) -> Callable[[str], bool]:
    return frozenset(both.zh for both in table.values()).__contains__


LEGIBLE = 0.6
"""The least certain character of a value that is suggested at all: one below it is guessed."""
CERTAIN = 0.8
"""The least certain character of a value that may be sure."""
FIRST_PAGE = ("车辆类型", "所有人", "住址", "品牌型号", "发动机号码", "注册日期", "发证日期")
SECOND_PAGE = ("检验记录", "档案编号", "核定载人数", "整备质量", "外廓尺寸")
"""Labels that only 正页 and only 副页 have."""
BY_FORM: Mapping[str, tuple[Sequence[str], Callable[[str], object]]] = {
    "plate_no": ((*FIRST_PAGE, *SECOND_PAGE), values.plate),
    "vehicle_type": (FIRST_PAGE, _words_of(codes.VEHICLE_TYPES)),
    "use_nature": (FIRST_PAGE, _words_of(codes.USE_NATURES)),
    "fuel_type": (SECOND_PAGE, _words_of(codes.FUEL_TYPES)),
    "inspected_until": (SECOND_PAGE, re.compile(r"\d{4}年\d{1,2}月").match),
}
"""On which pages each field may be known by its form, and the form."""


def read(lines: Sequence[TextLine], width: float, height: float) -> dict[str, Told]:
    """The fields that a photograph of this many pixels tells of, by name.

    One photograph may show both pages of a licence; whatever paper it is, its labels say what stands beside them.
    """
    sheet = cut(lines)
    found: dict[str, Told] = {}
    for name, told in _labelled(sheet, width, height):
        found[name] = _better(name, found[name], told) if name in found else told
    for name, told in _by_form(sheet, set(found), width, height):
        found[name] = _better(name, found[name], told) if name in found else told
    return found


def _labelled(sheet: Sheet, width: float, height: float) -> Iterator[tuple[str, Told]]:
    for label, place in sheet.labels:
        if label.name in values.UNDERSTOOD and (pieces := sheet.beside(label, place)):
            yield label.name, _told(label.name, pieces, width, height)


def _told(name: str, pieces: Sequence[Piece], width: float, height: float) -> Told:
    as_read = "".join(piece.text for piece in pieces)
    certain = [certain for piece in pieces for certain in piece.characters]
    weakest = min(certain[: values.extent(name, as_read)])
    plain = weakest >= LEGIBLE and is_whole(pieces)
    value = values.UNDERSTOOD[name](as_read) if plain else ""
    return Told(
        value=value,
        as_read=as_read,
        weakest=round(weakest, 3),
        sure=name == "vin" and weakest >= CERTAIN and _checks(value),
        corners=around(pieces, width, height),
    )


def _checks(vin: str) -> bool:
    """Whether the check digit bears it out; of a VIN from abroad too, which need not have one (§6.2)."""
    return bool(vin) and vin[identifiers.CHECK_POSITION] == identifiers.check_digit(vin)


def _by_form(
    sheet: Sheet, found: Container[str], width: float, height: float
) -> Iterator[tuple[str, Told]]:
    """Values that are known for what they are where their label is hidden, or where the form prints none."""
    printed = {label.line.text[label.start : label.end] for label, _ in sheet.labels}
    for name, (pages, fits) in BY_FORM.items():
        if name not in found and printed.intersection(pages):
            for piece in filter(lambda piece: fits(piece.text), sheet.pieces):
                yield name, _told(name, (piece,), width, height)


def _better(name: str, one: Told, other: Told) -> Told:
    """Of two places that tell of one field the newer inspection, or else the one that is better read."""
    if name == "inspected_until" and one.value and other.value:
        return max(one, other, key=lambda told: told.value)
    return max(one, other, key=lambda told: (bool(told.value), told.sure, told.weakest))
