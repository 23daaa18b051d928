"""Sizes of number plates, and the places of their characters, after GA 36-2018."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """The place of one character in mm from the left and the top."""

    x: float
    y: float
    width: float
    height: float


def plate_size(count: int, double_line: bool = False) -> tuple[int, int]:
    """Width and height in mm of a plate of so many characters."""
    if double_line:
        return 440, 220
    return (480, 140) if count == 8 else (440, 140)


def cells(count: int, double_line: bool = False) -> Sequence[Cell]:
    """Where the characters stand; the dot (or the emblem) keeps its gap after the second one."""
    if double_line:
        top = [Cell(110, 15, 80, 60), Cell(250, 15, 80, 60)]
        return top + [Cell(27.5 + 80 * place, 90, 65, 110) for place in range(count - 2)]
    if count == 8:
        head = [Cell(15.5, 25, 45, 90), Cell(69.5, 25, 43, 90)]
        return head + [Cell(161.5 + 52 * place, 25, 43, 90) for place in range(6)]
    head = [Cell(15.5, 25, 45, 90), Cell(72.5, 25, 45, 90)]
    return head + [Cell(151.5 + 57 * place, 25, 45, 90) for place in range(count - 2)]
