"""What happens in front of a lane camera: the vehicle comes, stands, drives on or backs away."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from devices.interfaces import Image
from devices.simulated.cast import Light
from devices.simulated.film import GOP, Grain, encode
from devices.simulated.segments import FPS, AccessUnit
from devices.simulated.view import Camera, Canvas, Panel, Pose, land, lay

FAR_AWAY = 38.0
FAR_FRAMES, NEAR_FRAMES, STILL_FRAMES = 3 * FPS, 65, 2 * FPS
FADE_FRAMES = 10
GRAIN = {Light.DAY: 1.3, Light.DUSK: 2.0, Light.NIGHT: 2.8}
SHUTTER = {Light.DAY: 0.2, Light.DUSK: 0.35, Light.NIGHT: 0.5}
"""The part of a frame's time in which light is gathered: what moves is smeared over that part of its way."""


@dataclass(frozen=True)
class Scene:
    """A vehicle's panels, back to front, before an empty lane."""

    empty: Canvas
    camera: Camera
    panels: Sequence[Panel]
    stand: Pose
    length: float
    light: Light

    def paint(self, pose: Pose, *, fade: float = 1.0, step: float = 0.0) -> Canvas:
        """The picture with the vehicle at this place, having moved `step` metres since the last one."""
        canvas = self.empty.copy()
        for panel in self.panels:
            landing = land(panel, pose, self.camera)
            if landing is not None:
                lay(canvas, panel, landing, fade)
        self._smear(canvas.luma, pose, step)
        return canvas

    def _smear(self, luma: Image, pose: Pose, step: float) -> None:
        """Motion blur over the part of the picture that the vehicle's front fills."""
        path = abs(step) * SHUTTER[self.light]
        if path < 0.01 or pose.away < 1.0:
            return
        places = [pose.place((x, y, 0)) for x in (-1.4, 1.4) for y in (0, 3)]
        spots = np.array([self.camera.lens @ self.camera.seen(place) for place in places])
        spots = spots[:, :2] / spots[:, 2:]
        reach = float(np.abs(spots - spots.mean(axis=0)).mean()) * path / pose.away
        if reach < 1.2:
            return
        (x0, y0), (x1, y1) = np.maximum(spots.min(axis=0), 0), np.maximum(spots.max(axis=0), 0)
        part = luma[int(y0) : int(y1), int(x0) : int(x1)]
        if part.size:
            size = int(min(reach, 24)) | 1
            part[:] = cv2.blur(part, (size, size))

    def far_run(self) -> list[Callable[[], Canvas]]:
        """From the haze to the stop line, slowing down evenly."""
        share = np.linspace(1, 0, FAR_FRAMES + 1)[1:] ** 2
        aways = self.stand.away + (FAR_AWAY - self.stand.away) * share
        fades = np.minimum(np.arange(1, FAR_FRAMES + 1) / FADE_FRAMES, 1) ** 1.6
        return self._run(aways, fades)

    def near_run(self) -> list[Callable[[], Canvas]]:
        """From the stop line past the camera, until nothing of the vehicle is left in the picture."""
        share = np.linspace(0, 1, NEAR_FRAMES + 1)[1:] ** 2
        aways = self.stand.away - (self.stand.away + self.length) * share
        return self._run(aways, np.ones(NEAR_FRAMES))

    def _run(
        self, aways: Sequence[float] | np.ndarray, fades: np.ndarray
    ) -> list[Callable[[], Canvas]]:
        steps = np.abs(np.gradient(np.asarray(aways)))

        def moment(away: float, fade: float, step: float) -> Callable[[], Canvas]:
            pose = Pose(self.stand.x, away, self.stand.turn)
            return lambda: self.paint(pose, fade=fade, step=step)

        return [
            moment(float(a), float(f), float(s))
            for a, f, s in zip(aways, fades, steps, strict=True)
        ]

    def standing(self) -> Iterator[Canvas]:
        """The engine shakes the cab by half a pixel."""
        beats = [self.paint(Pose(self.stand.x, self.stand.away, self.stand.turn, lift))
                 for lift in (0.0, 0.0012, 0.0004, -0.0008)]  # fmt: skip
        return (beats[(beat * 3 // 2) % 4] for beat in range(STILL_FRAMES))


def film_both_ways(
    moments: Sequence[Callable[[], Canvas]], grain: Grain
) -> tuple[tuple[AccessUnit, ...], tuple[AccessUnit, ...]]:
    """Forwards and backwards from one painting of each picture, a group at a time to keep memory small."""
    ahead: tuple[AccessUnit, ...] = ()
    back: tuple[AccessUnit, ...] = ()
    for start in range(0, len(moments), GOP):
        canvases = [moment() for moment in moments[start : start + GOP]]
        ahead += encode(canvases, grain)
        back = encode(reversed(canvases), grain) + back
    return ahead, back


def film(canvases: Iterable[Canvas], grain: Grain) -> tuple[AccessUnit, ...]:
    return encode(canvases, grain)
