"""Where the heading of a table stands, and which of its columns is which."""

import re
from collections.abc import Sequence
from typing import Any

from gate.fleet.columns import COLOUR, PLATE, Column
from gate.sheets import FileProblem, Line

TITLE_LINES = 10
"""A table may stand below a title and a line or two about it."""
NEEDED = (PLATE, COLOUR)


def find(lines: Sequence[Line], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """The place of the heading among the lines, and that of every known column in it; raises FileProblem."""
    known = {word: column.name for column in columns for word in _words(column)}
    best: dict[str, int] = {}
    for place, (_, cells) in enumerate(lines[:TITLE_LINES]):
        found = _places(cells, known)
        if found.keys() >= set(NEEDED):
            return place, found
        best = max(best, found, key=len)
    lacking = [column.heading for column in columns if column.name in set(NEEDED) - best.keys()]
    raise FileProblem("file_without_columns", "、".join(lacking))


def _words(column: Column) -> list[str]:
    return [_plain(word) for word in (column.heading, column.name, *column.others)]


def _places(cells: Sequence[Any], known: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if name := known.get(_plain(str(cell or ""))):
            found.setdefault(name, place)
    return found


def _plain(heading: str) -> str:
    return re.sub(r"[（(].*$|[\s*＊_]", "", heading.strip().lower())
