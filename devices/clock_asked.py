"""How far two clocks are apart, by the quickest of a few answers."""

from collections.abc import Callable
from dataclasses import dataclass

QUICK_S, MOST = 0.5, 3
"""An answer this quick is good enough; a slower one is asked for again, so often in all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`apart_s` is what one question told; it may be wrong by half of `took_s`, the way there and back."""

    apart_s: float
    took_s: float


def quickest(ask: Callable[[], Answer | None]) -> float | None:
    """What the quickest answer told, in seconds; None where a clock does not tell its time.

    A busy machine or a slow camera may keep one answer for seconds; RFC 5905, §10, takes the quickest for that reason.
    """
    best: Answer | None = None
    for _ in range(MOST):
        answer = ask()
        if answer is None:
            break
        if best is None or answer.took_s < best.took_s:
            best = answer
        if best.took_s <= QUICK_S:
            break
    return None if best is None else best.apart_s
