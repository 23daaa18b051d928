"""A second opinion on doubtful characters: each that may stand there, written as on a plate, is laid on what is seen.

The reader has learned from print. Where it hesitates between a G and a 6, a D and a 0, the strokes of GA 36 tell more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

import cv2
import numpy as np

from devices.eyes.grammar import Decoded
from devices.eyes.laid import PER_MM, Floats, blurred, laid
from devices.eyes.quads import Quad
from devices.eyes.strokes import STROKES, ink
from devices.interfaces import Image
from devices.plate_layout import Cell, cells

T = TypeVar("T")

DOUBTED = 0.97
"""A character beneath it is looked at, where at least MAY_BE speaks for another one."""
MAY_BE, MOST = 0.02, 3
WEIGHT = 6.0
"""What likeness counts for against the reader: half the number of independent pixels of a character. Settled on drawn
cut-outs (docs/eyes.md), where anything from 4 to 8 is as good."""
ALIKE = 0.99
"""No correlation counts for more."""
DISPUTED = 0.9
"""Where reader and strokes differ, no character is surer than this, so that one look does not do."""
PENS = 9.5, 12.0
"""Millimetres: plates of several makers."""
AROUND, ASTRAY = 5, 4
"""Pixels of ground about a character that belong to it, and how far from its place it may stand."""


def weighed(frame: Image, quad: Quad, decoded: Decoded) -> Decoded:
    """The reading of a plate of one line, each doubtful character chosen by both; none is surer than before."""
    places = [place for place in range(len(decoded.text)) if _is_doubtful(decoded, place)]
    flat = laid(frame, quad, decoded.text) if places else None
    if flat is None:
        return decoded
    layout = cells(len(decoded.text))
    for place in places:
        rivals = _rivals(decoded.shares[place])
        fits = {symbol: _likeness(flat, layout[place], symbol) for symbol in rivals}
        decoded = _chosen(decoded, place, rivals, fits)
    return decoded


def _is_doubtful(decoded: Decoded, place: int) -> bool:
    rivals = _rivals(decoded.shares[place])
    among_them = decoded.text[place] in rivals and len(rivals) > 1
    return among_them and decoded.characters[place] < DOUBTED


def _rivals(share: Mapping[str, float]) -> Sequence[str]:
    """The likeliest characters that may stand there and that are drawn here, the likeliest first."""
    drawn = [symbol for symbol in share if symbol in STROKES and share[symbol] > MAY_BE]
    return sorted(drawn, key=lambda symbol: share[symbol], reverse=True)[:MOST]


def _chosen(
    decoded: Decoded, place: int, rivals: Sequence[str], fits: Mapping[str, float]
) -> Decoded:
    """The reading with the rival for whom share and likeness together speak most."""
    share, was = decoded.shares[place], decoded.text[place]
    odds = {symbol: share[symbol] * (1 - fits[symbol] ** 2) ** -WEIGHT for symbol in rivals}
    best = max(rivals, key=lambda symbol: odds[symbol])
    part = sum(share[symbol] for symbol in rivals) / sum(odds.values())
    certain = {symbol: min(decoded.characters[place], odds[symbol] * part) for symbol in rivals}
    if best == was:
        return replace(decoded, characters=_with(decoded.characters, place, certain[was]))
    certain = {symbol: min(DISPUTED, certain[symbol]) for symbol in rivals}
    weaker = {symbol: decoded.confidence * certain[symbol] / share[was] for symbol in (best, was)}
    text = decoded.text[:place] + best + decoded.text[place + 1 :]
    others = dict(decoded.alternatives) | {decoded.text: weaker[was]}
    others.pop(text, None)
    return replace(
        decoded,
        text=text,
        confidence=weaker[best],
        characters=_with(decoded.characters, place, certain[best]),
        alternatives=tuple(sorted(others.items(), key=lambda other: other[1], reverse=True)),
        shares=_with(decoded.shares, place, {**share, **certain}),
    )


def _with(many: tuple[T, ...], place: int, one: T) -> tuple[T, ...]:
    return (*many[:place], one, *many[place + 1 :])


def _likeness(flat: Floats, cell: Cell, symbol: str) -> float:
    """Correlation of a character with what is seen about its place, 0 to 1: the best of two pens and a few places."""
    x, y = round(cell.x * PER_MM), round(cell.y * PER_MM)
    near = AROUND + ASTRAY
    best = 0.0
    for pen in PENS:
        written = _written(symbol, pen, cell)
        tall, wide = written.shape
        bottom, right = y + tall - AROUND + ASTRAY, x + wide - AROUND + ASTRAY
        seen = flat[max(0, y - near) : bottom, max(0, x - near) : right]
        best = max(best, float(cv2.matchTemplate(seen, written, cv2.TM_CCOEFF_NORMED).max()))
    return min(best, ALIKE)


@lru_cache(maxsize=256)
def _written(symbol: str, pen: float, cell: Cell) -> Floats:
    """One character with the ground about it, as blurred as it is seen."""
    size = round(cell.width * PER_MM), round(cell.height * PER_MM)
    drawn = cv2.resize(ink(symbol, pen), size, interpolation=cv2.INTER_AREA)
    return blurred(np.pad(drawn, AROUND))
