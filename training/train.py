"""Train the finder: `python -m training.train --out FOLDER`, from nothing but drawn pictures."""

import argparse
import json
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from devices.eyes.plate_finder import STRIDE
from training.loss import loss
from training.net import FinderNet
from training.pictures import Painter, Stock
from training.targets import stacked, targets_of

ROOT = Path(__file__).parents[1]
FONT = ROOT / "static/vendor/wqy-microhei/wqy-microhei.ttc"
SIZE = (320, 192)
WIDTHS = (17.0, 190.0)
"""Of plates, in pixels of a picture that is 640 wide."""
BATCH = 16
RENEW_EVERY = 6
LEARNING_RATE, WEIGHT_DECAY = 2e-3, 1e-3
WARM_UP = 200
AVERAGED = 0.998
REUSED, REMEMBERED = 4, 150
"""Drawing takes longer than learning: every picture is learned from so often, out of so many batches kept."""
CUT = (288, 160)
"""What is seen of a picture each time, somewhere in it, in another light."""
"""What is kept is the running mean of the weights."""


class Pictures(IterableDataset[tuple[Tensor, dict[str, Tensor]]]):
    """Batches without end. The same seed and number of workers give the same ones."""

    def __init__(self, seed: int, stock: float) -> None:
        self._seed, self._stock = seed, stock

    def __iter__(self) -> Iterator[tuple[Tensor, dict[str, Tensor]]]:
        cv2.setNumThreads(1)
        worker = get_worker_info()
        rng = np.random.default_rng([self._seed, worker.id if worker else 0])
        stock = Stock(rng, FONT)
        stock.fill(self._stock)
        painter = Painter(stock, SIZE, WIDTHS)
        while True:
            drawn = []
            for number in range(BATCH):
                drawn.append(painter.draw())
                if number % RENEW_EVERY == 0:
                    stock.renew()
            images = np.stack([one.image for one in drawn]).transpose(0, 3, 1, 2)
            wanted = stacked([targets_of(one) for one in drawn])
            yield (
                torch.from_numpy(np.ascontiguousarray(images)),
                {name: torch.from_numpy(values) for name, values in wanted.items()},
            )


class Memory:
    """The newest pictures, and batches of any of them: cut out anew and lit anew each time."""

    def __init__(self, seed: int) -> None:
        self._dice = np.random.default_rng([seed, 99])
        self._kept: list[tuple[Tensor, dict[str, Tensor]]] = []

    def add(self, images: Tensor, wanted: dict[str, Tensor]) -> None:
        for number, image in enumerate(images):
            self._kept.append((image, {name: values[number] for name, values in wanted.items()}))
        del self._kept[: -REMEMBERED * BATCH]

    def batch(self) -> tuple[Tensor, dict[str, Tensor]]:
        pairs = [self._cut(*self._kept[int(place)]) for place in self._chosen()]
        wanted = {name: torch.stack([maps[name] for _, maps in pairs]) for name in pairs[0][1]}
        return torch.stack([image for image, _ in pairs]), wanted

    def _chosen(self) -> np.ndarray:
        return self._dice.choice(len(self._kept), min(BATCH, len(self._kept)), replace=False)

    def _cut(self, image: Tensor, wanted: dict[str, Tensor]) -> tuple[Tensor, dict[str, Tensor]]:
        rows, columns = CUT[1] // STRIDE, CUT[0] // STRIDE
        top, left = (
            int(self._dice.integers(0, whole // STRIDE - part // STRIDE + 1))
            for whole, part in zip(SIZE[::-1], CUT[::-1], strict=True)
        )
        y, x = top * STRIDE, left * STRIDE
        seen = image[:, y : y + CUT[1], x : x + CUT[0]].float() / 127.5 - 1
        gain, lift = float(np.exp(self._dice.normal(0, 0.15))), float(self._dice.normal(0, 0.08))
        maps = {
            name: values[..., top : top + rows, left : left + columns]
            for name, values in wanted.items()
        }
        return (seen * gain + lift).clamp(-1, 1), maps


def train(out: Path, *, seed: int, steps: int, threads: int, workers: int, stock: float,
          begin: Path | None, rate: float) -> None:  # fmt: skip
    """Write `finder.pt` every 500 steps and at the end; a line of figures every 100 steps."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    net = FinderNet().to(memory_format=torch.channels_last)
    if begin is not None:
        net.load_state_dict(torch.load(begin, weights_only=True))
    mean = torch.optim.swa_utils.AveragedModel(net, avg_fn=_average, use_buffers=True)
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=WEIGHT_DECAY)
    batches = iter(DataLoader(Pictures(seed, stock), batch_size=None, num_workers=workers))
    memory = Memory(seed)
    told: dict[str, float] = {}
    started = time.monotonic()
    for step in range(1, steps + 1):
        _set_rate(optimiser, rate, step, steps)
        if step % REUSED == 1:
            memory.add(*next(batches))
        images, wanted = memory.batch()
        # Half the work on a processor that multiplies in bfloat16, and no harm on one that does not.
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = net(images.to(memory_format=torch.channels_last))
        parts = loss(said.float(), wanted)
        optimiser.zero_grad()
        parts["total"].backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        mean.update_parameters(net)
        told = {
            name: 0.97 * told.get(name, part.item()) + 0.03 * part.item()
            for name, part in parts.items()
        }
        if step % 100 == 0 or step == steps:
            figures = {name: round(value, 4) for name, value in told.items()}
            print(
                json.dumps({"step": step, "s": round(time.monotonic() - started), **figures}),
                flush=True,
            )
        if step % 500 == 0 or step == steps:
            _save(mean.module, out)


def _average(mean: Tensor, newest: Tensor, number: Tensor | int) -> Tensor:
    """A running mean that forgets its beginnings quickly."""
    share = min(AVERAGED, (1 + int(number)) / (10 + int(number)))
    return mean + (newest - mean) * (1 - share)


def _set_rate(optimiser: torch.optim.Optimizer, rate: float, step: int, steps: int) -> None:
    """Up over the first steps, then down along half a cosine."""
    up = min(1.0, step / WARM_UP)
    down = 0.02 + 0.98 * (1 + math.cos(math.pi * step / steps)) / 2
    for group in optimiser.param_groups:
        group["lr"] = rate * up * down


def _save(net: torch.nn.Module, out: Path) -> None:
    """Whole or not at all, so that a run that is cut off leaves what it had."""
    half = out / "finder.pt.part"
    torch.save(net.state_dict(), half)
    half.replace(out / "finder.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument(
        "--stock", type=float, default=1.0, help="share of the usual stock of things"
    )
    parser.add_argument("--rate", type=float, default=LEARNING_RATE)
    parser.add_argument("--begin", type=Path, help="weights to go on from")
    wanted = parser.parse_args()
    os.nice(19)
    wanted.out.mkdir(parents=True, exist_ok=True)
    train(wanted.out, seed=wanted.seed, steps=wanted.steps, threads=wanted.threads, workers=wanted.workers,
          stock=wanted.stock, begin=wanted.begin, rate=wanted.rate)  # fmt: skip


if __name__ == "__main__":
    main()
