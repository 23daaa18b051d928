"""The dictionaries of the columns: what a number of a column stands for, as far as this process has read."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from gate import lookalikes
from gate.search import patterns
from gate.search.patterns import Mask


class Words:
    """Values in the order of their numbers. Those that no block names yet are numbered for now, by this process."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self.settled = 0
        """So many are numbered for good, in the database."""
        self._numbers: dict[Any, int] = {}

    def number(self, value: Any) -> int:
        """The number of a value, which is taken in when it is new."""
        known = self._numbers.get(value)
        if known is None:
            known = self._numbers[value] = len(self.values)
            self.values.append(value)
        return known

    def settle(self, values: Iterable[Any]) -> None:
        """Further values as the database numbers them; whatever was numbered for now is forgotten."""
        for value in self.values[self.settled :]:
            del self._numbers[value]
        del self.values[self.settled :]
        for value in values:
            self.number(value)
        self.settled = len(self.values)

    def mask(self, suits: Callable[[Any], bool]) -> Mask:
        """Which numbers stand for a value that suits."""
        return np.fromiter(map(suits, self.values), bool, len(self.values))


class Plates(Words):
    """The plates among them, ready to be compared all at once."""

    def __init__(self) -> None:
        super().__init__()
        self._letters = patterns.letters_of([])

    def settle(self, values: Iterable[Any]) -> None:
        kept = self.settled
        super().settle(values)
        self._letters = self._letters[:, :kept]

    def of_pattern(self, pattern: str) -> Mask:
        """Those of a pattern."""
        return patterns.matching(self._all(), pattern)

    def alike(self, text: str, most: float) -> Mask:
        """Those that are at most so far from a text, itself among them (see gate.lookalikes)."""
        differ = patterns.apart(self._all(), text)
        near = np.flatnonzero(differ <= lookalikes.MOST_SUBSTITUTIONS).tolist()
        weighed = ((number, lookalikes.distance(text, self.values[number])) for number in near)
        return self._those([number for number, far in weighed if far is not None and far <= most])

    def these(self, texts: Sequence[str]) -> Mask:
        """Exactly these, as far as they were ever read."""
        return self._those([self._numbers[text] for text in texts if text in self._numbers])

    def _those(self, numbers: Sequence[int]) -> Mask:
        mask = np.zeros(len(self.values), bool)
        mask[list(numbers)] = True
        return mask

    def _all(self) -> patterns.Letters:
        missing = self.values[self._letters.shape[1] :]
        if missing:
            more = patterns.letters_of(missing)
            self._letters = np.concatenate([self._letters, more], axis=1)
        return self._letters
