"""The network: convolutions that narrow to a thirty-second, and what they saw brought back to an eighth."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from training.targets import CHANNELS

WIDTHS = (16, 24, 40, 64, 96)
DEPTHS = (1, 2, 2)
SURE_OF_NONE = -4.0
"""What an untrained network says of a plate anywhere: hardly."""


def _turn(into: int, out: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(into, out, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(out),
        nn.ReLU(inplace=True),
    )


class Block(nn.Module):
    """Two convolutions beside a way around them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = _turn(width, width)
        self.second = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width)
        )

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(x + self.second(self.first(x)))


def _stage(into: int, out: int, depth: int) -> nn.Sequential:
    return nn.Sequential(_turn(into, out, stride=2), *[Block(out) for _ in range(depth)])


class FinderNet(nn.Module):
    """Batch × 3 × height × width from -1 to 1 (sides multiples of 32) → batch × CHANNELS × an eighth of each."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.stem = nn.Sequential(_turn(3, a, stride=2), _turn(a, b, stride=2))
        self.eighth = _stage(b, c, DEPTHS[0])
        self.sixteenth = _stage(c, d, DEPTHS[1])
        self.last = _stage(d, e, DEPTHS[2])
        self.up_last, self.up_sixteenth = _turn(e, d, 1), _turn(d, c, 1)
        self.joined = _turn(c, c)
        self.out = nn.Conv2d(c, CHANNELS, 1)
        nn.init.constant_(self.out.bias, 0.0)
        with torch.no_grad():
            self.out.bias[0] = SURE_OF_NONE

    def forward(self, x: Tensor) -> Tensor:
        eighth = self.eighth(self.stem(x))
        sixteenth = self.sixteenth(eighth)
        last = self.last(sixteenth)
        sixteenth = sixteenth + functional.interpolate(self.up_last(last), scale_factor=2.0)
        eighth = eighth + functional.interpolate(self.up_sixteenth(sixteenth), scale_factor=2.0)
        return self.out(self.joined(eighth))


class Answering(nn.Module):
    """The network as it is shipped: probabilities where it learned scores."""

    def __init__(self, net: FinderNet) -> None:
        super().__init__()
        self.net = net

    def forward(self, x: Tensor) -> Tensor:
        said = self.net(x)
        chances = (torch.sigmoid(said[:, :1]), said[:, 1:9], torch.sigmoid(said[:, 9:10]))
        return torch.cat([*chances, torch.softmax(said[:, 10:], dim=1)], dim=1)
