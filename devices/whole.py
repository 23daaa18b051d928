"""A picture that is there already, pixel by pixel."""

from dataclasses import dataclass

import cv2
import numpy as np

from devices.interfaces import Grey, Image


@dataclass(frozen=True, slots=True)
class Whole:
    """A picture that is there already."""

    image: Image

    @property
    def grey(self) -> Grey:
        return np.asarray(cv2.cvtColor(self.image, cv2.COLOR_BGR2GRAY), np.uint8)

    def small(self, width: int) -> Image:
        image, height = self.image, self.image.shape[0] * width // self.image.shape[1]
        # Halving is done eight pixels at a time; in one step the same costs three times as much.
        while image.shape[1] >= 3 * width:
            half = (image.shape[1] // 2, image.shape[0] // 2)
            image = np.asarray(cv2.resize(image, half, interpolation=cv2.INTER_AREA), np.uint8)
        return np.asarray(cv2.resize(image, (width, height)), np.uint8)
