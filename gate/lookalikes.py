"""Which registered plate a strange one might be: one or two characters away, the province aside. Never an answer."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

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
    """The registered plates, sorted by length, so that all that may be alike are compared in one stroke."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._packs: dict[int, _Pack] = {}
        self._counts: dict[str, int] = {}
        for text in texts:
            self.add(text)

    def __len__(self) -> int:
        return len(self._counts)

    def add(self, text: str) -> None:
        """One more vehicle of this number; two colours may share it."""
        self._counts[text] = self._counts.get(text, 0) + 1
        if self._counts[text] == 1:
            self._packs.setdefault(len(text), _Pack(len(text))).add(text)

    def remove(self, text: str) -> None:
        """One vehicle of this number less."""
        self._counts[text] -= 1
        if not self._counts[text]:
            del self._counts[text]
            self._packs[len(text)].remove(text)

    def nearest(self, text: str) -> str | None:
        """The registered plate that looks most like this one, if any looks like it."""
        return min(self.near(text), default=(0, None))[1]

    def near(self, text: str) -> list[tuple[float, str]]:
        """Every plate that looks like this one, and how far they are apart; itself, too, where it is known."""
        pack = self._packs.get(len(text))
        if pack is None or len(text) < 2:
            return []
        weighed = ((distance(text, known), known) for known in pack.near(text))
        return [(far, known) for far, known in weighed if far is not None]


class _Pack:
    """Plates of one length: a row for each place behind the province, a column for each plate."""

    def __init__(self, length: int) -> None:
        self._codes: NDArray[np.uint8] = np.zeros((max(length - 1, 0), _ROOM), np.uint8)
        self._texts: list[str] = []
        self._places: dict[str, int] = {}

    def add(self, text: str) -> None:
        place = self._places[text] = len(self._texts)
        if place == self._codes.shape[1]:
            self._codes = np.concatenate([self._codes, np.zeros_like(self._codes)], axis=1)
        self._texts.append(text)
        self._codes[:, place] = _column(text)

    def remove(self, text: str) -> None:
        # The last one takes the empty place, so that the columns stay packed.
        place, last = self._places.pop(text), self._texts.pop()
        if last != text:
            self._texts[place], self._places[last] = last, place
            self._codes[:, place] = self._codes[:, len(self._texts)]

    def near(self, text: str) -> list[str]:
        """Those that differ at so few places at most; where codes are shared, some more."""
        apart = np.zeros(len(self._texts), np.uint8)
        for row, code in zip(self._codes, _column(text), strict=True):
            apart += row[: len(apart)] != code
        return [self._texts[place] for place in np.flatnonzero(apart <= MOST_SUBSTITUTIONS)]


def _column(text: str) -> NDArray[np.uint8]:
    # One byte is enough for what stands on plates behind the province; `distance` has the last word anyway.
    return np.array([ord(char) % 251 for char in text[1:]], np.uint8)
