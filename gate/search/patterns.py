"""Plates by pattern: `?` stands for one character, `*` for any number. Pure; all plates are tried in one stroke."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gate import plates

WIDTH = 10
"""The most characters a plate has."""
Letters = NDArray[np.uint32]
"""A row for each place, a column for each plate; 0 behind its end."""
Mask = NDArray[np.bool_]


def pattern_of(typed: str) -> str:
    """What was typed as a pattern: a beginning where it opens with a province, else any part of a plate."""
    text = plates.normalise(typed)
    if not text or "?" in text or "*" in text:
        return text
    return f"{text}*" if text[0] in plates.PROVINCES else f"*{text}*"


def letters_of(texts: Sequence[str]) -> Letters:
    """Plates as numbers of their characters."""
    packed = np.array(texts, dtype=f"<U{WIDTH}") if len(texts) else np.zeros(0, f"<U{WIDTH}")
    return np.ascontiguousarray(packed.view(np.uint32).reshape(len(texts), WIDTH).T)


def matching(letters: Letters, pattern: str) -> Mask:
    """Which plates are of this pattern."""
    lengths: NDArray[np.int64] = (letters != 0).sum(axis=0)
    head, *parts = pattern.split("*")
    fits = _stands(letters, head, 0)
    if not parts:
        whole: Mask = lengths == len(head)
        return fits & whole
    reached = np.full(letters.shape[1], len(head))
    *middle, tail = parts
    for part in filter(None, middle):
        fits, reached = _found(letters, part, fits, reached)
    return fits & _ends(letters, tail, lengths, reached)


def apart(letters: Letters, text: str) -> NDArray[np.uint8]:
    """At how many places each plate differs from a text; the first one, the province, aside."""
    found = np.zeros(letters.shape[1], np.uint8)
    for row, char in zip(letters[1:], text[1:].ljust(WIDTH - 1, "\0"), strict=False):
        found += row != ord(char)
    return found


def _stands(letters: Letters, part: str, start: int) -> Mask:
    """Where this part stands at this place."""
    fits = np.ones(letters.shape[1], bool)
    if start + len(part) > WIDTH:
        return ~fits
    for place, char in enumerate(part, start):
        fits &= letters[place] != 0 if char == "?" else letters[place] == ord(char)
    return fits


def _found(
    letters: Letters, part: str, fits: Mask, reached: NDArray[np.int64]
) -> tuple[Mask, NDArray[np.int64]]:
    """The first place at which the part stands behind what was reached: no later one could do better."""
    found, ends = np.zeros_like(fits), reached
    for start in range(WIDTH - len(part), -1, -1):
        here = fits & (start >= reached) & _stands(letters, part, start)
        ends = np.where(here, start + len(part), ends)
        found |= here
    return found, ends


def _ends(
    letters: Letters, tail: str, lengths: NDArray[np.int64], reached: NDArray[np.int64]
) -> Mask:
    if not tail:
        return lengths >= reached
    ends = np.zeros(letters.shape[1], bool)
    for start in range(WIDTH - len(tail) + 1):
        last = (lengths == start + len(tail)) & (start >= reached)
        ends |= last & _stands(letters, tail, start)
    return ends
