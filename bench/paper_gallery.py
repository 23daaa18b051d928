"""Some of the photographed papers side by side, with the fields that were found marked, for people to look at."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from devices.interfaces import Image
from gate.papers import Told

TILE = 460
FOUND, WRONG = (70, 170, 40), (40, 40, 220)


def marked(image: Image, fields: Sequence[tuple[Told, bool]]) -> Image:
    """The photograph on a square tile; fields are outlined, those that are not right in red."""
    height, width = image.shape[:2]
    scale = TILE / max(height, width)
    small = cv2.resize(
        image, (round(width * scale), round(height * scale)), interpolation=cv2.INTER_AREA
    )
    for told, right in fields:
        spots = np.array(told.corners) * [small.shape[1], small.shape[0]]
        cv2.polylines(small, [np.round(spots).astype(np.int32)], True, FOUND if right else WRONG)
    tile = np.full((TILE, TILE, 3), 255, np.uint8)
    tile[: small.shape[0], : small.shape[1]] = small
    return tile


def write(path: Path, tiles: Sequence[Image], across: int) -> None:
    rows = [np.hstack(tiles[start : start + across]) for start in range(0, len(tiles), across)]
    cv2.imwrite(str(path), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 72])
