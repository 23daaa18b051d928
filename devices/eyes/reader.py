"""The reader: lines of plates in, evidence for characters over time out."""

from typing import Any

import numpy as np
import numpy.typing as npt

from devices.interfaces import Image

HEIGHT = 48
NARROWEST, WIDEST = 256, 320


class Reader:
    """A text recogniser. A batch would be no faster on one core, and takes memory."""

    def __init__(self, session: Any, widest: int = WIDEST) -> None:
        self._session, self._widest = session, widest
        self._input = session.get_inputs()[0].name
        printed = session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self.columns: tuple[str, ...] = ("", *printed, " ")

    def read(self, line: Image, stretch: float = 1.0) -> npt.NDArray[np.float32]:
        """The soft-max of one line, time × columns; `stretch` makes its letters wider or narrower.

        A line longer than the widest is squeezed, and a short one is read with empty ground behind it.
        """
        fitted = _fit(line, stretch, self._widest)
        width = fitted.shape[1]
        batch = np.zeros((1, 3, HEIGHT, max(NARROWEST, width)), np.float32)
        batch[0, :, :, :width] = fitted.transpose(2, 0, 1) / np.float32(127.5) - 1
        return np.asarray(self._session.run(None, {self._input: batch})[0][0], np.float32)


def _fit(line: Image, stretch: float, widest: int) -> Image:
    import cv2

    height, width = line.shape[:2]
    fitted = min(widest, max(1, round(stretch * width * HEIGHT / height)))
    return np.asarray(cv2.resize(line, (fitted, HEIGHT)), np.uint8)
