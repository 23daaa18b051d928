"""Teach the reader of any text drawn plates: `python -m training.teach --out FOLDER`.

What it could read, and what is of no plate, it is to read as it did; of what it learned only a SHARE is taken over.
"""

import argparse
import copy
import os
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from devices.eyes.models import RECOGNISER
from training.graph import GraphNet, rewritten
from training.lessons import Lesson, lessons, stacked
from training.memory import Memory
from training.pictures import Painter, Stock
from training.reading import loss, seen
from training.schedule import Schedule, averaged
from training.train import FONT

SIZE = (400, 240)
WIDTHS = (50.0, 300.0)
"""Of plates, in pixels of a frame of 1080 lines, of which a picture is a part."""
ZOOM = 2.5
RENEW_EVERY = 3
HARSH = 0.45, 1.0
Numbers = Mapping[str, np.ndarray]
REUSED = 3
"""Steps to each handful of new lessons."""
AT_ONCE = 64
"""Lessons that a worker hands over together."""
REMEMBERED, AT_FIRST = 40_000, 8
"""Lessons that are kept at most, and batches of them before the first step."""
LEARNING_RATE, WEIGHT_DECAY = 2e-4, 1e-4
SHARE = 0.2
"""Of the way to what it learned: all the way it knows our drawings too well, and real plates less well than before.

Between two such networks, number by number, lies one that keeps most of both (Wortsman et al., "Robust fine-tuning
of zero-shot models", 2022).
"""


class Lines(IterableDataset[dict[str, Tensor]]):
    """Lessons without end."""

    def __init__(self, seed: int, stock: float, columns: dict[str, int]) -> None:
        self._seed, self._stock, self._columns = seed, stock, columns

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
        cv2.setNumThreads(1)
        worker = get_worker_info()
        rng = np.random.default_rng([self._seed, 7, worker.id if worker else 0])
        stock = Stock(rng, FONT)
        stock.fill(self._stock)
        painter = Painter(stock, SIZE, WIDTHS, plateless=0.05, most=2, zoom=ZOOM)
        told: list[Lesson] = []
        for number in count():
            told += lessons(painter, float(rng.uniform(*HARSH)))
            if number % RENEW_EVERY == 0:
                stock.renew()
            if len(told) >= AT_ONCE:
                now, told = told[:AT_ONCE], told[AT_ONCE:]
                batch = stacked(now, self._columns)
                yield {name: torch.from_numpy(np.ascontiguousarray(v)) for name, v in batch.items()}


def teach(reader: Path, out: Path, *, seed: int, schedule: Schedule, workers: int, stock: float, device: str,
          size: int, rate: float) -> None:  # fmt: skip
    """Write `plate_reader.onnx` every 500 steps and at the end; a line of figures every 100 steps."""
    torch.manual_seed(seed)
    torch.set_float32_matmul_precision("high")
    model = onnx.load(reader)
    printed = next(prop.value for prop in model.metadata_props if prop.key == "character")
    columns = {letter: place for place, letter in enumerate(printed.splitlines(), 1)}
    net = GraphNet(model).to(device)
    before = copy.deepcopy(net).requires_grad_(False)
    mean = AveragedModel(net, multi_avg_fn=averaged)
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=WEIGHT_DECAY)
    handed = iter(DataLoader(Lines(seed, stock, columns), batch_size=None, num_workers=workers))
    memory = Memory(seed, device, REMEMBERED)
    while memory.count < AT_FIRST * size:
        memory.add(next(handed))
    while not schedule.over:
        if schedule.steps_done % REUSED == 0:
            memory.add(next(handed))
        schedule.step(optimiser, rate)
        batch = memory.batch(size)
        lines = seen(batch)
        with torch.no_grad():
            old = before(lines)
        parts = loss(net(lines), old, batch)
        schedule.learn(parts, mean, net, optimiser, 2.0)
        if schedule.steps_done % 100 == 0:
            print(schedule.line(lessons=memory.count), flush=True)
        if schedule.steps_done % 500 == 0:
            _save(model, before.numbers(), mean.module.numbers(), out)
    print(schedule.line(lessons=memory.count))
    _save(model, before.numbers(), mean.module.numbers(), out)


def _save(model: onnx.ModelProto, before: Numbers, learned: Numbers, out: Path) -> None:
    """Whole or not at all: all that was learned, and the SHARE of it that is shipped."""
    for file, share in (("learned.onnx", 1.0), ("plate_reader.onnx", SHARE)):
        blended = {name: before[name] * (1 - share) + learned[name] * share for name in before}
        written = rewritten(
            model, {name: table.astype(np.float32) for name, table in blended.items()}
        )
        written.producer_name = "greengate"
        half = out / f"{file}.part"
        half.write_bytes(written.SerializeToString(deterministic=True))
        half.replace(out / file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--reader", type=Path, help="the reader to begin with, if not that of the package"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--seconds", type=float, help="end after so long in place of so many steps")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--stock", type=float, default=1.0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch", type=int, default=192)
    parser.add_argument("--rate", type=float, default=LEARNING_RATE)
    wanted = parser.parse_args()
    os.nice(19)
    wanted.out.mkdir(parents=True, exist_ok=True)
    reader = wanted.reader or RECOGNISER.folder / RECOGNISER.name
    teach(reader, wanted.out, seed=wanted.seed, schedule=Schedule(wanted.steps, wanted.seconds), workers=wanted.workers,
          stock=wanted.stock, device=wanted.device, size=wanted.batch, rate=wanted.rate)  # fmt: skip


if __name__ == "__main__":
    main()
