"""A picture in memory, as far as anybody wants to see it, and a spot in it."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
"""Height × width × 3, BGR, 8 bit."""
Grey = npt.NDArray[np.uint8]
"""Height × width, 8 bit."""

Point = tuple[float, float]


class Picture(Protocol):
    """What a camera saw. Most pictures of an empty lane are never wanted whole, and that is what costs most."""

    @property
    def image(self) -> Image:
        """All of it; the same object each time."""

    @property
    def grey(self) -> Grey:
        """How bright each pixel is, and no copy where there need be none: black may be 16 and white 235."""

    def small(self, width: int) -> Image:
        """All of it, so many pixels wide."""
