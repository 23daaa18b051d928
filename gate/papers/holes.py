"""Characters that are missing from the middle of a line: a lamp's reflection leaves a gap that the eyes read over."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from gate.papers.pieces import Piece

WIDTHS = {
    **dict.fromkeys("1lIi.,:;'|", 0.4),
    **dict.fromkeys("-－()", 0.5),
    **dict.fromkeys("MWmw", 0.8),
}
ASCII, CHINESE = 0.58, 1.0
"""How wide characters are, in parts of a Chinese one."""
SHORTEST = 4
TOO_FAR = 1.75
"""So many times its usual distance from the one before, a character has lost its neighbour."""
APART = 1.2
"""Heights between two pieces of one value that are more than a wide blank."""


def is_whole(pieces: Sequence[Piece]) -> bool:
    """Whether nothing is missing from the middle of a value; whether it goes on at its ends nobody can tell."""
    return all(largest_gap(piece.text, piece.spots) <= TOO_FAR for piece in pieces) and all(
        right.box[0] - left.box[2] <= APART * left.height for left, right in pairwise(pieces)
    )


def largest_gap(text: str, spots: Sequence[float]) -> float:
    """The largest distance between neighbours, as a multiple of what is usual in this line; 1 where that is unknown."""
    if len(text) < SHORTEST:
        return 1.0
    stretch = [
        (right - left) / ((_width(a) + _width(b)) / 2)
        for a, b, left, right in zip(text, text[1:], spots, spots[1:], strict=False)
    ]
    return max(stretch) / max(median(stretch), 1e-6)


def _width(character: str) -> float:
    return WIDTHS.get(character, ASCII if character.isascii() else CHINESE)
