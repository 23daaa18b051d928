"""The rows of a table of trucks: each either understood or with what is wrong with it, item by item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gate import vehicle_file
from gate.fields import Fields
from gate.fleet import headings
from gate.fleet.columns import COLOUR, PLATE, Column
from gate.sheets import FileProblem, Line, Read, Wrong
from gate.spelling import plain

MOST = 2000
"""Trucks in one table: a person has to look at what it would change."""
FORMULAS = ("=", "@", "+")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One truck: its line, and what the table says of it; a cell that is empty says nothing."""

    line: int
    values: Mapping[str, Any]

    @property
    def key(self) -> Key:
        return self.values[PLATE], self.values[COLOUR]


def of_lines(lines: Sequence[Line], columns: Sequence[Column]) -> Read[Told]:
    """The trucks below the heading of a table; raises FileProblem where it is none, or has too many."""
    at, places = headings.find(lines, columns)
    below = lines[at + 1 :]
    if len(below) > MOST:
        raise FileProblem("file_too_long", f"{MOST:,}")
    told: list[Told] = []
    wrong: list[Wrong] = []
    seen: set[Key] = set()
    for number, cells in below:
        row = _row(number, _said(cells, places))
        if isinstance(row, Told) and row.key in seen:
            row = Wrong(number, row.key[0], {PLATE: "twice_in_table"})
        if isinstance(row, Wrong):
            wrong.append(row)
            continue
        seen.add(row.key)
        told.append(row)
    return Read(tuple(told), tuple(wrong))


def _said(cells: Sequence[Any], places: Mapping[str, int]) -> dict[str, str]:
    written = {name: cells[place] for name, place in places.items() if place < len(cells)}
    said = {name: plain(name, cell) for name, cell in written.items()}
    return {name: text for name, text in said.items() if text}


def _row(line: int, said: Mapping[str, str]) -> Told | Wrong:
    fields = Fields(said)
    for name, text in said.items():
        if text.startswith(FORMULAS):
            fields.wrong(name, "begins_like_a_formula")
    items = vehicle_file.read_items(fields)
    if fields.errors:
        return Wrong(line, said.get(PLATE, "")[:20], fields.errors)
    return Told(line, {name: items[name] for name in said})
