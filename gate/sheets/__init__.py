"""Tables in files from outside: a workbook or a text, as lines of cells; all else is refused in a sentence."""

from gate.sheets.kinds import TEXT, WORKBOOK, kind_of
from gate.sheets.problem import FileProblem
from gate.sheets.reading import MOST_ROWS, Line, lines
from gate.sheets.understood import Read, Wrong

__all__ = [
    "MOST_ROWS",
    "TEXT",
    "WORKBOOK",
    "FileProblem",
    "Line",
    "Read",
    "Wrong",
    "kind_of",
    "lines",
]
