"""A picture in memory, and a spot in it."""

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
"""Height × width × 3, BGR, 8 bit."""

Point = tuple[float, float]
