"""Whether anything moves in a lane, for far less work than looking for a plate."""

import numpy as np
import numpy.typing as npt

from devices.interfaces import Grey

COLUMNS, ROWS = 64, 36
DIFFERENT = 12.0
"""Levels of brightness, as cameras encode it, by which a cell must differ from the background."""
LEARNING = 0.05
"""How fast the background follows, per picture: a shadow fades in, a parked truck within a minute of key frames."""

Cells = npt.NDArray[np.bool_]


class Motion:
    """Compares each picture with a slow background of 64 × 36 cells, of which only those in `within` count.

    The mean brightness is taken out first, so that the camera's own exposure and a cloud do not count.
    """

    def __init__(self, within: Cells | None = None, least: float = 0.01) -> None:
        self._within = np.ones((ROWS, COLUMNS), np.bool_) if within is None else within
        self._least = least
        self._background: npt.NDArray[np.float32] | None = None

    def seen(self, picture: Grey) -> bool:
        """Whether at least the part `least` of what counts has changed; the first picture counts as change."""
        cells = _cells(picture)[self._within]
        cells -= cells.mean()
        if self._background is None:
            self._background = cells
            return True
        changed = np.abs(cells - self._background) > DIFFERENT
        self._background += LEARNING * (cells - self._background)
        return bool(changed.mean() >= self._least)


def _cells(picture: Grey) -> npt.NDArray[np.float32]:
    import cv2

    # Every pixel of a 1080p frame would cost ten times as much; a grid eight times coarser than the frame is plenty.
    step = max(1, picture.shape[0] // (ROWS * 4))
    sampled = np.ascontiguousarray(picture[::step, ::step])
    small = cv2.resize(sampled, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)
