"""How often a reading is right whose weakest character is so certain."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from gate.plates import FAIR, STRONG

EDGES = (0.0, 0.5, FAIR, 0.9, STRONG, 0.98, 1.0)
"""Below FAIR a reading is no look; from STRONG on a single look is enough."""


def told(read: Iterable[tuple[float, bool]]) -> Iterator[str]:
    """A line for each step of EDGES, out of the weakest character of every reading and whether it was right."""
    pairs = list(read)
    for low, high in pairwise(EDGES):
        here = [right for weakest, right in pairs if low <= weakest < high or weakest == high == 1]
        yield f"weakest character {low:.2f} to {high:.2f}: {sum(here)} of {len(here)} right"
