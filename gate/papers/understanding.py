"""From lines of text to the fields of a paper: label by label, what stands beside it, and what it means."""

import re
from collections.abc import Iterator, Sequence

from devices.interfaces import TextLine
from gate import codes, identifiers
from gate.papers.pieces import Piece, Sheet, around, cut
from gate.papers.told import Told
from gate.papers.values import UNDERSTOOD

LEGIBLE = 0.5
"""The least certain character of a value that is suggested at all: one below it is guessed."""
CERTAIN = 0.8
"""The least certain character of a value that may be sure."""
STAMP = re.compile(r"\d{4}年\d{1,2}月")
_FUELS = frozenset(both.zh for both in codes.FUEL_TYPES.values())
SECOND_PAGE = ("检验记录", "档案编号", "核定载人数", "整备质量")
"""Labels that only 副页 has."""


def read(lines: Sequence[TextLine], width: float, height: float) -> dict[str, Told]:
    """The fields that a photograph of this many pixels tells of, by name.

    One photograph may show both pages of a licence; whatever paper it is, its labels say what stands beside them.
    """
    sheet = cut(lines)
    found: dict[str, Told] = {}
    for name, told in (*_labelled(sheet, width, height), *_unlabelled(sheet, width, height)):
        found[name] = _better(name, found[name], told) if name in found else told
    return found


def _labelled(sheet: Sheet, width: float, height: float) -> Iterator[tuple[str, Told]]:
    for label, place in sheet.labels:
        if label.name in UNDERSTOOD and (pieces := sheet.beside(label, place)):
            yield label.name, _told(label.name, pieces, width, height)


def _told(name: str, pieces: Sequence[Piece], width: float, height: float) -> Told:
    as_read = "".join(piece.text for piece in pieces)
    weakest = min(certain for piece in pieces for certain in piece.characters)
    value = UNDERSTOOD[name](as_read) if weakest >= LEGIBLE else ""
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


def _unlabelled(sheet: Sheet, width: float, height: float) -> Iterator[tuple[str, Told]]:
    """A second page names the fuel without a label, and its stamps are known by their form where theirs is hidden."""
    if not any(
        label.line.text[label.start : label.end] in SECOND_PAGE for label, _ in sheet.labels
    ):
        return
    for piece in sheet.pieces:
        if piece.text in _FUELS:
            yield "fuel_type", _told("fuel_type", (piece,), width, height)
        elif STAMP.match(piece.text):
            yield "inspected_until", _told("inspected_until", (piece,), width, height)


def _better(name: str, one: Told, other: Told) -> Told:
    """Of two places that tell of one field the newer inspection, or else the one that is better read."""
    if name == "inspected_until" and one.value and other.value:
        return max(one, other, key=lambda told: told.value)
    return max(one, other, key=lambda told: (bool(told.value), told.sure, told.weakest))
