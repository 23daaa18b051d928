"""What was drawn lately, kept where it is learned: drawing takes longer than learning."""

import numpy as np
import torch
from torch import Tensor


class Memory:
    """The newest of what it was given, `room` rows of it, and batches of any of them."""

    def __init__(self, seed: int, device: str, room: int) -> None:
        self.dice = np.random.default_rng([seed, 99])
        self._device, self._room = device, room
        self._kept: dict[str, Tensor] = {}
        self.count = 0

    def add(self, batch: dict[str, Tensor]) -> None:
        size = len(next(iter(batch.values())))
        places = torch.from_numpy((self.count + np.arange(size)) % self._room).to(self._device)
        for name, values in batch.items():
            if name not in self._kept:
                shape = (self._room, *values.shape[1:])
                self._kept[name] = torch.zeros(shape, dtype=values.dtype, device=self._device)
            self._kept[name][places] = values.to(self._device)
        self.count += size

    def batch(self, size: int) -> dict[str, Tensor]:
        """So many rows, none of them twice."""
        known = min(self.count, self._room)
        chosen = self.dice.choice(known, min(size, known), replace=False)
        places = torch.from_numpy(chosen).to(self._device)
        return {name: values[places] for name, values in self._kept.items()}

    def normal(self, count: int, spread: float) -> Tensor:
        """One number for each of so many pictures."""
        dice = self.dice.normal(0, spread, (count, 1, 1, 1)).astype(np.float32)
        return torch.from_numpy(dice).to(self._device)
