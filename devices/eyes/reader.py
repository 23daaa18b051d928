"""The reader: cut-out plates in, evidence for characters over time out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from devices.interfaces import Image

HEIGHT = 48
NARROWEST, WIDEST = 256, 320


class Reader:
    """A text recogniser; one call reads a batch."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        printed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self.columns: tuple[str, ...] = ("", *printed, " ")

    def read(self, crops: Sequence[Image], stretch: float = 1.0) -> list[npt.NDArray[np.float32]]:
        """For each crop its soft-max, time × columns; `stretch` makes the letters wider or narrower."""
        if not crops:
            return []
        fitted = [_fit(crop, stretch) for crop in crops]
        width = max(NARROWEST, *(crop.shape[1] for crop in fitted))
        batch = np.zeros((len(crops), 3, HEIGHT, width), np.float32)
        for row, crop in zip(batch, fitted, strict=True):
            row[:, :, : crop.shape[1]] = crop.transpose(2, 0, 1) / np.float32(127.5) - 1
        result = self._session.run(None, {self._input: batch})[0]
        return list(result)


def _fit(crop: Image, stretch: float) -> Image:
    import cv2

    height, width = crop.shape[:2]
    fitted = min(WIDEST, max(1, round(stretch * width * HEIGHT / height)))
    return np.asarray(cv2.resize(crop, (fitted, HEIGHT)), np.uint8)
