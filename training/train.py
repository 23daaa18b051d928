"""Train the finder: `python -m training.train --out FOLDER`, from nothing but drawn pictures."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from devices.eyes.plate_finder import STRIDE
from training.loss import loss
from training.memory import Memory
from training.net import FinderNet
from training.pictures import Painter, Stock
from training.schedule import Schedule, averaged
from training.targets import stacked, targets_of

ROOT = Path(__file__).parents[1]
FONT = ROOT / "static/vendor/wqy-microhei/wqy-microhei.ttc"
SIZE = (320, 192)
WIDTHS = (17.0, 190.0)
"""Of plates, in pixels of a picture that is 640 wide."""
BATCH = 16
RENEW_EVERY = 6
LEARNING_RATE, WEIGHT_DECAY = 2e-3, 1e-3
REUSED, REMEMBERED = 4, 150
"""Drawing takes longer than learning: every picture is learned from so often, out of so many batches kept."""
CUT = (288, 160)
"""What is seen of a picture each time, somewhere in it, in another light."""


class Pictures(IterableDataset[dict[str, Tensor]]):
    """Batches without end. The same seed and number of workers give the same ones."""

    def __init__(self, seed: int, stock: float) -> None:
        self._seed, self._stock = seed, stock

    def __iter__(self) -> Iterator[dict[str, Tensor]]:
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
            batch = {"image": np.ascontiguousarray(images), **wanted}
            yield {name: torch.from_numpy(values) for name, values in batch.items()}


def cut_out(memory: Memory, size: int) -> tuple[Tensor, dict[str, Tensor]]:
    """Pictures as the network takes them, of all the same part and each in another light; and what it should say."""
    kept = memory.batch(size)
    rows, columns = CUT[1] // STRIDE, CUT[0] // STRIDE
    top, left = (
        int(memory.dice.integers(0, whole // STRIDE - part // STRIDE + 1))
        for whole, part in zip(SIZE[::-1], CUT[::-1], strict=True)
    )
    y, x = top * STRIDE, left * STRIDE
    images = kept.pop("image")[:, :, y : y + CUT[1], x : x + CUT[0]].float() / 127.5 - 1
    count = len(images)
    lit = images * memory.normal(count, 0.15).exp() + memory.normal(count, 0.08)
    maps = {
        name: values[..., top : top + rows, left : left + columns] for name, values in kept.items()
    }
    return lit.clamp(-1, 1), maps


def train(out: Path, *, seed: int, schedule: Schedule, threads: int, workers: int, stock: float,
          begin: Path | None, rate: float, device: str, size: int) -> None:  # fmt: skip
    """Write the running mean of the weights to `finder.pt` every 500 steps and at the end; a line every 100 steps."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    net = FinderNet().to(device, memory_format=torch.channels_last)
    if begin is not None:
        net.load_state_dict(torch.load(begin, weights_only=True))
    mean = AveragedModel(net, multi_avg_fn=averaged, use_buffers=True)
    optimiser = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=WEIGHT_DECAY)
    batches = iter(DataLoader(Pictures(seed, stock), batch_size=None, num_workers=workers))
    memory = Memory(seed, device, REMEMBERED * size)
    while not schedule.over:
        if schedule.steps_done % REUSED == 0:
            for _ in range(size // BATCH):
                memory.add(next(batches))
        schedule.step(optimiser, rate)
        images, wanted = cut_out(memory, size)
        # Half the work on a processor that multiplies in bfloat16, and no harm on one that does not.
        with torch.autocast(device, dtype=torch.bfloat16):
            said = net(images.to(memory_format=torch.channels_last))
        parts = loss(said.float(), wanted)
        schedule.learn(parts, mean, net, optimiser, 5.0)
        if schedule.steps_done % 100 == 0:
            print(schedule.line(), flush=True)
        if schedule.steps_done % 500 == 0:
            _save(mean.module, out)
    print(schedule.line())
    _save(mean.module, out)


def _save(net: torch.nn.Module, out: Path) -> None:
    """Whole or not at all, so that a run that is cut off leaves what it had."""
    half = out / "finder.pt.part"
    torch.save({name: values.cpu() for name, values in net.state_dict().items()}, half)
    half.replace(out / "finder.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=12000)
    parser.add_argument("--seconds", type=float, help="end after so long in place of so many steps")
    parser.add_argument("--device", default="cpu")
    parser.add_argument(
        "--batch", type=int, default=BATCH, help=f"pictures at once, a multiple of {BATCH}"
    )
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
    train(wanted.out, seed=wanted.seed, schedule=Schedule(wanted.steps, wanted.seconds), threads=wanted.threads,
          workers=wanted.workers, stock=wanted.stock, begin=wanted.begin, rate=wanted.rate, device=wanted.device,
          size=wanted.batch)  # fmt: skip


if __name__ == "__main__":
    main()
