"""Drawing rows and stretches of time under a seed. Needs nothing but Python: anybody can repeat a draw with this file.

    python3 sampling.py draw.json

says what the draw of draw.json must have been, and exits with 1 where something else stands there. The rules:

1. The seed is the SHA-256 of a JSON object with sorted keys and without spaces, in UTF-8: "draw" is
   "greengate/draw/1"; "root" and "size" are those of a checkpoint that was signed before; "word" is what the
   inspector said; then "start", "end", "rows" and "windows" as they were asked.
2. A stream of numbers has a name. Its n-th block (n = 0, 1, …) is the SHA-256 of the seed, the name and n as eight
   bytes, the highest first. A number below m is a block, as one large number with the highest byte first, modulo m;
   blocks at or above the largest multiple of m are passed over, so that every number is equally likely.
3. Rows: the entries of the passages of the period, by ascending number, have the places 0, 1, …; the stream "rows"
   gives places until enough different ones have come.
4. Windows: the stream "windows" gives how many minutes beyond five (below six), then the place of the first minute
   among all where such a window fits into a span. One that overlaps an earlier one is drawn anew, 1000 times at most.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

DOMAIN = "greengate/draw/1"
SHORTEST, LENGTHS = 5, 6
"""Minutes of the shortest window, and how many lengths there are: 5 to 10 minutes (R-114)."""
TRIES = 1000
_BLOCKS = 1 << 256
_MINUTE = timedelta(minutes=1)
Span = tuple[datetime, datetime]


def seed(asked: Mapping[str, Any]) -> bytes:
    """The seed of a draw: `asked` holds root, size, word, start, end, rows and windows."""
    names = ("root", "size", "word", "start", "end", "rows", "windows")
    told = {"draw": DOMAIN} | {name: asked[name] for name in names}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


class Stream:
    """Numbers that follow from the seed and a name, and from nothing else."""

    def __init__(self, seed: bytes, name: str) -> None:
        self._start = seed + name.encode()
        self._next = 0

    def below(self, most: int) -> int:
        """The next number from 0 to `most` - 1, each as likely as the others."""
        limit = _BLOCKS - _BLOCKS % most
        while True:
            block = hashlib.sha256(self._start + self._next.to_bytes(8, "big")).digest()
            self._next += 1
            number = int.from_bytes(block, "big")
            if number < limit:
                return number % most


def places(seed: bytes, population: int, wanted: int) -> list[int]:
    """So many different places below `population`, in the order drawn; all of them where there are no more."""
    stream, drawn = Stream(seed, "rows"), dict[int, None]()
    while len(drawn) < min(wanted, population):
        drawn.setdefault(stream.below(population))
    return list(drawn)


def windows(seed: bytes, spans: Sequence[Span], wanted: int) -> list[Span]:
    """So many windows within the spans, in the order of time; fewer where they find no room."""
    stream = Stream(seed, "windows")
    drawn: list[Span] = []
    for _ in range(TRIES):
        if len(drawn) == wanted:
            break
        window = _window(stream, spans)
        if window is not None and all(not _overlap(window, other) for other in drawn):
            drawn.append(window)
    return sorted(drawn)


def _window(stream: Stream, spans: Sequence[Span]) -> Span | None:
    length = SHORTEST + stream.below(LENGTHS)
    rooms = [max(0, (end - start) // _MINUTE - length + 1) for start, end in spans]
    if not sum(rooms):
        return None
    place = stream.below(sum(rooms))
    for (start, _), room in zip(spans, rooms, strict=True):
        if place < room:
            first = start + place * _MINUTE
            return first, first + length * _MINUTE
        place -= room
    raise AssertionError("a place is among the rooms")


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def digest_of(entries: Sequence[int]) -> str:
    """The SHA-256 of the population: the numbers of its entries, ascending, each on a line of its own."""
    return hashlib.sha256(b"".join(b"%d\n" % number for number in entries)).hexdigest()


def objections(told: Mapping[str, Any]) -> Iterator[str]:
    """What a draw says that does not follow from its seed. `told`: as in draw.json."""
    asked, population = told["asked"], told["population"]
    if digest_of(population) != told["population_sha256"] or sorted(set(population)) != population:
        yield "the population is not the one that was drawn from"
    key = seed(asked)
    rows = [population[place] for place in places(key, len(population), asked["rows"])]
    if rows != told["rows"]:
        yield f"the rows must be the entries {rows}"
    spans = [_read(span) for span in told["spans"]]
    due = [[moment.isoformat() for moment in w] for w in windows(key, spans, asked["windows"])]
    if due != [[moment.isoformat() for moment in _read(window)] for window in told["windows"]]:
        yield f"the windows must be {due}"


def _read(span: Sequence[str]) -> Span:
    return datetime.fromisoformat(span[0]), datetime.fromisoformat(span[1])


def main(path: str) -> int:
    with open(path, encoding="utf-8") as file:
        told = json.load(file)
    wrong = list(objections(told))
    print("\n".join(wrong) or f"the draw follows from its seed: entries {told['rows']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
