"""Four-cornered regions of a picture: their measures, how they join, and how they are cut out flat."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from devices.interfaces import Image

Corners = npt.NDArray[np.float32]
"""Four points, clockwise from the top left."""


@dataclass(frozen=True, slots=True)
class Quad:
    """A region of text and how sure the finder is that it is text."""

    corners: Corners
    score: float

    @property
    def width(self) -> float:
        top, bottom = self.corners[1] - self.corners[0], self.corners[2] - self.corners[3]
        return float(np.hypot(*top) + np.hypot(*bottom)) / 2

    @property
    def height(self) -> float:
        left, right = self.corners[3] - self.corners[0], self.corners[2] - self.corners[1]
        return float(np.hypot(*left) + np.hypot(*right)) / 2

    @property
    def aspect(self) -> float:
        return self.width / max(self.height, 1.0)

    @property
    def centre(self) -> Corners:
        return np.asarray(self.corners.mean(axis=0), np.float32)

    @property
    def tilt(self) -> float:
        """Angle of the long side in degrees, clockwise from level."""
        along = self.corners[1] - self.corners[0] + self.corners[2] - self.corners[3]
        return float(np.degrees(np.arctan2(along[1], along[0])))

    def axes_to(self, point: Corners) -> tuple[float, float]:
        """How far the point lies from the centre along the quad's own width and down its own height."""
        a, b, c, d = self.corners
        along, down = (b - a) + (c - d), (d - a) + (c - b)
        away = point - self.centre
        return (
            float(away @ along / max(np.hypot(*along), 1e-6)),
            float(away @ down / max(np.hypot(*down), 1e-6)),
        )


def in_order(points: Corners) -> Corners:
    """The four points clockwise from the top left."""
    by_x = points[np.argsort(points[:, 0], kind="stable")]
    left, right = by_x[:2], by_x[2:]
    top_left, bottom_left = left[np.argsort(left[:, 1], kind="stable")]
    top_right, bottom_right = right[np.argsort(right[:, 1], kind="stable")]
    return np.array([top_left, top_right, bottom_right, bottom_left], np.float32)


def around(*quads: Quad) -> Quad:
    """The smallest turned rectangle that holds all of these."""
    import cv2

    points = np.concatenate([quad.corners for quad in quads])
    box = in_order(np.asarray(cv2.boxPoints(cv2.minAreaRect(points)), np.float32))
    return Quad(box, min(quad.score for quad in quads))


def grown(quad: Quad, along: float, across: float) -> Quad:
    """The quad with its width grown by `along` heights at each end and its height by `across` heights."""
    a, b, c, d = quad.corners
    unit = quad.height / max(quad.width, 1.0)
    right = ((b - a) + (c - d)) / 2 * unit * along
    down = ((d - a) + (c - b)) / 2 * across
    moved = np.array([a - right - down, b + right - down, c + right + down, d - right + down])
    return Quad(moved.astype(np.float32), quad.score)


def part(quad: Quad, top: float, bottom: float) -> Quad:
    """The horizontal slice between two fractions of the height."""
    a, b, c, d = quad.corners
    slice_ = np.array(
        [a + (d - a) * top, b + (c - b) * top, b + (c - b) * bottom, a + (d - a) * bottom]
    )
    return Quad(slice_.astype(np.float32), quad.score)


def flatten(image: Image, quad: Quad, height: int) -> Image:
    """The region as a level picture of this height, its shape kept."""
    import cv2

    width = max(8, round(height * quad.aspect))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    transform = cv2.getPerspectiveTransform(quad.corners, target)
    flat = cv2.warpPerspective(
        image,
        transform,
        (width, height),
        flags=cv2.INTER_AREA if quad.height > 2 * height else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(flat, np.uint8)


def overlap(one: Quad, other: Quad) -> float:
    """Shared part of the smaller one's upright bounding box, 0 to 1."""
    low = np.maximum(one.corners.min(axis=0), other.corners.min(axis=0))
    high = np.minimum(one.corners.max(axis=0), other.corners.max(axis=0))
    shared = float(np.prod(np.maximum(high - low, 0)))
    smaller = min(float(np.prod(np.ptp(quad.corners, axis=0))) for quad in (one, other))
    return shared / max(smaller, 1.0)


def cut_about(
    image: Image, quad: Quad, aside: float, above: float
) -> tuple[Image, tuple[int, int]]:
    """The upright part of the picture about the quad, with margins in its widths and heights, and its top left."""
    margin = np.array([aside * quad.width, above * quad.height])
    limits = np.array([image.shape[1], image.shape[0]])
    low = np.clip(np.floor(quad.corners.min(axis=0) - margin), 0, limits - 1).astype(int)
    high = np.clip(np.ceil(quad.corners.max(axis=0) + margin), low + 1, limits).astype(int)
    return image[low[1] : high[1], low[0] : high[0]], (int(low[0]), int(low[1]))
