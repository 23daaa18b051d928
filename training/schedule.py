"""How far a training is: by its steps or by the clock, and how fast it learns meanwhile."""

import json
import math
import time
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

TOLD_EVERY = 10
WARM_UP = 200
AVERAGED = 0.998


class Schedule:
    """Up over the first steps, then down along half a cosine, until all steps are done or the time is over."""

    def __init__(self, steps: int, seconds: float | None) -> None:
        self._steps, self._seconds = steps, seconds
        self._started = time.monotonic()
        self.steps_done = 0
        self._told: dict[str, float] = {}

    @property
    def elapsed(self) -> float:
        """Seconds."""
        return time.monotonic() - self._started

    @property
    def share(self) -> float:
        """What is behind, of all."""
        done = self.elapsed / self._seconds if self._seconds else self.steps_done / self._steps
        return min(1.0, done)

    @property
    def over(self) -> bool:
        return self.share >= 1.0

    def line(self, **more: float) -> str:
        """Where the training is and how wrong it was of late, for a log."""
        figures = {name: round(value, 4) for name, value in {**more, **self._told}.items()}
        return json.dumps({"step": self.steps_done, "s": round(self.elapsed), **figures})

    def step(self, optimiser: torch.optim.Optimizer, rate: float) -> None:
        """Begin a step at the rate that is due, `rate` at most."""
        self.steps_done += 1
        up = min(1.0, self.steps_done / WARM_UP)
        down = 0.02 + 0.98 * (1 + math.cos(math.pi * self.share)) / 2
        for group in optimiser.param_groups:
            group["lr"] = rate * up * down

    def learn(
        self, parts: Mapping[str, Tensor], mean: AveragedModel, net: nn.Module,
        optimiser: torch.optim.Optimizer, steepest: float,
    ) -> None:  # fmt: skip
        """Go on by what `total` says, no further than a slope of `steepest`, and take it into the running mean."""
        optimiser.zero_grad()
        parts["total"].backward()
        nn.utils.clip_grad_norm_(net.parameters(), steepest)
        optimiser.step()
        mean.update_parameters(net)
        # To ask a graphics card costs as much as a step.
        if self.steps_done % TOLD_EVERY == 0:
            for name, part in parts.items():
                self._told[name] = 0.8 * self._told.get(name, part.item()) + 0.2 * part.item()


def averaged(means: list[Tensor], newest: list[Tensor], number: Tensor | int) -> None:
    """A running mean that forgets its beginnings quickly; of what is counted, the newest."""
    if not means[0].is_floating_point():  # they come sorted by their kind of number
        torch._foreach_copy_(means, newest)
        return
    share = min(AVERAGED, (1 + int(number)) / (10 + int(number)))
    torch._foreach_lerp_(means, newest, 1 - share)
