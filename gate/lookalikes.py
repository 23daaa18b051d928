"""Which registered plate a strange one might be: one or two characters away, the province aside. Never an answer."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

LONGEST = 10
MOST_SUBSTITUTIONS = 2
_CONFUSED = ("0DOQ", "8B", "2Z", "5S", "1I7")
_ROOM = 256


def _confusions() -> frozenset[tuple[str, str]]:
    return frozenset((a, b) for group in _CONFUSED for a in group for b in group if a != b)


CONFUSIONS = _confusions()
"""Pairs that eyes take for each other."""


def distance(one: str, other: str) -> float | None:
    """How far two plates are apart: a known confusion counts half, the province a quarter; None when too far."""
    if len(one) != len(other):
        return None
    differing = [(a, b) for a, b in zip(one[1:], other[1:], strict=True) if a != b]
    if len(differing) > MOST_SUBSTITUTIONS:
        return None
    province = 0.25 if one[:1] != other[:1] else 0.0
    return province + sum(0.5 if pair in CONFUSIONS else 1.0 for pair in differing)


class LookAlikes:
    """The registered plates, one column of code points each, so that all are compared in one stroke."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._codes: NDArray[np.uint16] = np.zeros((LONGEST, _ROOM), np.uint16)
        self._texts: list[str] = []
        self._places: dict[str, int] = {}
        self._counts: dict[str, int] = {}
        for text in texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, text: str) -> None:
        """One more vehicle of this number; two colours may share it."""
        self._counts[text] = self._counts.get(text, 0) + 1
        if text in self._places:
            return
        place = self._places[text] = len(self._texts)
        if place == self._codes.shape[1]:
            self._codes = np.concatenate([self._codes, np.zeros_like(self._codes)], axis=1)
        self._texts.append(text)
        self._codes[:, place] = _column(text)

    def remove(self, text: str) -> None:
        """One vehicle of this number less."""
        self._counts[text] -= 1
        if self._counts[text]:
            return
        del self._counts[text]
        # The last one takes the empty place, so that the columns stay packed.
        place, last = self._places.pop(text), self._texts.pop()
        if last != text:
            self._texts[place], self._places[last] = last, place
            self._codes[:, place] = self._codes[:, len(self._texts)]

    def nearest(self, text: str) -> str | None:
        """The registered plate that looks most like this one, if any looks like it."""
        if not 1 < len(text) <= LONGEST or not self._texts:
            return None
        packed = self._codes[1:, : len(self._texts)]
        apart = np.zeros(len(self._texts), np.uint8)
        for row, code in zip(packed, _column(text)[1:], strict=True):
            apart += row != code
        near = [self._texts[place] for place in np.flatnonzero(apart <= MOST_SUBSTITUTIONS)]
        weighed = ((distance(text, known), known) for known in near)
        return min(((far, known) for far, known in weighed if far is not None), default=(0, None))[
            1
        ]


def _column(text: str) -> NDArray[np.uint16]:
    # A character beyond the Basic Multilingual Plane is on no plate: it equals nothing.
    codes = [ord(char) if ord(char) < 0xFFFF else 0xFFFF for char in text[:LONGEST]]
    return np.array(codes + [0] * (LONGEST - len(codes)), np.uint16)
