"""Whatever a caller takes for a picture, as the picture that engines read."""

import numpy as np
import numpy.typing as npt

from devices.interfaces import Image

SMALLEST_SIDE = 16


def as_bgr(image: Image) -> Image | None:
    """The picture as height × width × 3, or None when there is too little of it to hold a plate."""
    if image.ndim == 2:
        image = np.repeat(image[..., None], 3, axis=2)
    if image.ndim != 3 or image.shape[2] not in (1, 3, 4) or min(image.shape[:2]) < SMALLEST_SIDE:
        return None
    if image.shape[2] == 1:
        image = np.repeat(image, 3, axis=2)
    return np.ascontiguousarray(image[..., :3], np.uint8)


def as_batch(picture: Image) -> npt.NDArray[np.float32]:
    """The picture as networks take it: a batch of one, channels first, from -1 to 1."""
    batch = picture.transpose(2, 0, 1)[None].astype(np.float32)
    batch /= 127.5  # in place: at 960 pixels each copy is 6 MB
    batch -= 1
    return batch
