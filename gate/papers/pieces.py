"""Lines of a paper cut at their labels, and for each label what stands beside it on its row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from devices.interfaces import Box, Point, TextLine
from gate.papers.labels import Label, labels_in
from gate.papers.told import Corners

SAME_ROW = 1.1
"""Values stand a little lower than their labels: heights of a label between the middles of the two."""
SAME_VALUE = 0.7
"""The same between the parts of one value."""
_TRIMMED = " :：;；,，.。|"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line that holds no label."""

    text: str
    characters: tuple[float, ...]
    spots: tuple[float, ...]
    """Along its line."""
    box: Box
    corners: tuple[Point, Point, Point, Point]

    @property
    def middle(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper as labels and as what is no label."""

    labels: tuple[tuple[Label, Piece], ...]
    pieces: tuple[Piece, ...]

    def beside(self, label: Label, place: Piece) -> tuple[Piece, ...]:
        """What stands to the right of a label on its row, up to the next label there, from left to right."""
        after = place.box[2] - place.height / 2
        end = min(
            (other.box[0] for one, other in self.labels
             if one is not label and _same_row(place, other) and other.box[0] > after),
            default=float("inf"),
        )  # fmt: skip
        row = [p for p in self.pieces if _same_row(place, p) and after <= p.box[0] < end]
        return tuple(_of_one_value(sorted(row, key=lambda piece: piece.box[0]), place))


def cut(lines: Sequence[TextLine]) -> Sheet:
    """Cut each line into its labels and the rest."""
    labels: list[tuple[Label, Piece]] = []
    pieces: list[Piece] = []
    for line in lines:
        found = labels_in(line)
        labels += [(label, part(line, label.start, label.end)) for label in found]
        edges = [0, *(edge for label in found for edge in (label.start, label.end)), len(line.text)]
        for start, end in list(pairwise(edges))[::2]:
            start, end = _trimmed(line.text, start, end)
            if start < end:
                pieces.append(part(line, start, end))
    return Sheet(tuple(labels), tuple(pieces))


def part(line: TextLine, start: int, end: int) -> Piece:
    """The characters from `start` to before `end` of a line, and where they stand."""
    left, right = _edge(line, start), _edge(line, end)
    x0, y0, x1, y1 = line.box
    a, b, c, d = line.corners
    return Piece(
        text=line.text[start:end],
        characters=line.characters[start:end],
        spots=line.spots[start:end],
        box=(x0 + (x1 - x0) * left, y0, x0 + (x1 - x0) * right, y1),
        corners=(_between(a, b, left), _between(a, b, right),
                 _between(d, c, right), _between(d, c, left)),
    )  # fmt: skip


def around(pieces: Sequence[Piece], width: float, height: float) -> Corners:
    """The place of pieces of one row, in parts of the photograph."""
    first, last = pieces[0].corners, pieces[-1].corners
    spots = (first[0], last[1], last[2], first[3])
    a, b, c, d = ((min(max(x / width, 0), 1), min(max(y / height, 0), 1)) for x, y in spots)
    return a, b, c, d


def _of_one_value(row: Sequence[Piece], place: Piece) -> Iterator[Piece]:
    """Beside the piece nearest to the label's height only what stands level with it."""
    if not row:
        return
    best = min(row, key=lambda piece: (abs(piece.middle - place.middle) > SAME_VALUE * place.height,
                                       piece.box[0]))  # fmt: skip
    for piece in row:
        if abs(piece.middle - best.middle) <= SAME_VALUE * max(piece.height, best.height) / 2:
            yield piece


def _same_row(one: Piece, other: Piece) -> bool:
    return abs(one.middle - other.middle) <= SAME_ROW * one.height


def _edge(line: TextLine, at: int) -> float:
    """Between two characters, as a part of the line's length."""
    if at <= 0:
        return 0.0
    if at >= len(line.spots):
        return 1.0
    return (line.spots[at - 1] + line.spots[at]) / 2


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _TRIMMED:
        start += 1
    while start < end and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end
