"""Films of the cast, painted once and kept on disk: `python -m devices.simulated.studio --cache DIR --font FILE`."""

import argparse
import hashlib
import os
from dataclasses import astuple, dataclass
from pathlib import Path

import cv2
import numpy as np

from devices.simulated import film, scenes
from devices.simulated.backdrop import camera_of, draw_backdrop
from devices.simulated.cast import CAST, Light, Truck, find
from devices.simulated.segments import AccessUnit, Segment
from devices.simulated.truck_art import build
from devices.simulated.view import Canvas, Pose, canvas_of

ART_VERSION = 3
"""Raise it when anything drawn changes, so that reels from before are painted anew."""


STANDING = (6.2, 6.6)
"""Metres from the camera to a vehicle that has stopped."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One vehicle at one lane. Standing follows coming; driving on and backing away follow standing."""

    approach: Segment
    wait: Segment
    leave: Segment
    back_off: Segment


class Studio:
    """Paints what is not on disk yet. Safe to use from several processes over one folder."""

    def __init__(self, cache: Path, font: Path) -> None:
        cv2.setNumThreads(1)
        self._cache, self._font = cache, font
        self._face = hashlib.sha256(font.read_bytes()).hexdigest()
        self._empty: tuple[tuple[int, Light], Canvas] | None = None

    def idle(self, backdrop_seed: int, light: Light) -> Segment:
        """Two seconds of the empty lane."""
        path = self._path("idle", backdrop_seed, light)
        reel = film.load(path)
        if reel is None:
            grain = film.Grain(scenes.GRAIN[light], backdrop_seed)
            empty = self._backdrop(backdrop_seed, light)
            units = film.encode([empty] * scenes.STILL_FRAMES, grain)
            reel = {"idle": Segment(f"idle-{light}", units)}
            film.save(path, reel)
        return reel["idle"]

    def has_visit(self, truck: Truck, backdrop_seed: int, light: Light) -> bool:
        """Whether the visit can be played without painting."""
        return self._path(truck, backdrop_seed, light).exists()

    def visit(self, truck: Truck, backdrop_seed: int, light: Light | None = None) -> Visit:
        """The four films of a vehicle at a lane, in its own favourite light unless told otherwise."""
        light = light or truck.light
        path = self._path(truck, backdrop_seed, light)
        reel = film.load(path)
        if reel is None:
            pieces = self._shoot(truck, backdrop_seed, light)
            reel = {
                name: Segment(f"{truck.plate_no}-{name}", units) for name, units in pieces.items()
            }
            film.save(path, reel)
        return Visit(**reel)

    def _shoot(self, truck: Truck, seed: int, light: Light) -> dict[str, tuple[AccessUnit, ...]]:
        dice = int(self._key(truck, seed, light)[:8], 16)
        rng = np.random.default_rng(dice)
        stand = Pose(
            float(rng.uniform(-0.14, 0.14)),
            float(rng.uniform(*STANDING)),
            float(rng.uniform(-0.03, 0.05)),
        )
        model = build(truck, light, self._font)
        scene = scenes.Scene(
            self._backdrop(seed, light), camera_of(seed), model.panels, stand, model.length, light
        )
        grain = film.Grain(scenes.GRAIN[light], dice)
        coming, going_back = scenes.film_both_ways(scene.far_run(), grain)
        wait = film.encode(scene.standing(), grain)
        if truck.rear:
            away, towards = scenes.film_both_ways(scene.near_run(), grain)
            return {"approach": towards, "wait": wait, "leave": going_back, "back_off": away}
        passing = film.encode((moment() for moment in scene.near_run()), grain)
        return {"approach": coming, "wait": wait, "leave": passing, "back_off": going_back}

    def _backdrop(self, seed: int, light: Light) -> Canvas:
        """The newest empty lane is kept, as visits to one lane tend to be painted together."""
        if self._empty is None or self._empty[0] != (seed, light):
            picture = draw_backdrop(seed, light, self._font)
            self._empty = ((seed, light), canvas_of(picture))
        return self._empty[1]

    def _key(self, *inputs: object) -> str:
        plain = [astuple(part) if isinstance(part, Truck) else part for part in inputs]
        return hashlib.sha256(
            repr((ART_VERSION, self._face, *map(str, plain))).encode()
        ).hexdigest()

    def _path(self, *inputs: object) -> Path:
        return self._cache / f"{self._key(*inputs)[:32]}.reel"


def main() -> None:
    """Paint members of the cast into the cache, at the lowest priority, for one lane or several."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--font", type=Path, required=True)
    parser.add_argument(
        "--truck", action="append", help="plate number; all of the cast when not given"
    )
    parser.add_argument("--lane", action="append", type=int, help="backdrop seed; 1 when not given")
    wanted = parser.parse_args()
    os.nice(19)
    studio = Studio(wanted.cache, wanted.font)
    trucks = [find(plate) for plate in wanted.truck] if wanted.truck else list(CAST)
    if None in trucks:
        parser.error("no such vehicle in the cast")
    for lane in wanted.lane or [1]:
        for light in Light:
            studio.idle(lane, light)
            for truck in trucks:
                if truck is not None and truck.light is light:
                    studio.visit(truck, lane)


if __name__ == "__main__":
    main()
