"""A truck of the cast as its driver photographs it: before an empty lane, from the front."""

from pathlib import Path

import cv2
import numpy as np

from devices.simulated.backdrop import camera_of, draw_backdrop
from devices.simulated.cast import Light, Truck
from devices.simulated.scenes import Scene
from devices.simulated.truck_art import build
from devices.simulated.view import Pose, canvas_of

LANE = 1
STANDS = Pose(0.0, 6.4, 0.0)


def draw(truck: Truck, font: Path) -> bytes:
    """A JPEG."""
    model = build(truck, Light.DAY, font)
    empty = canvas_of(draw_backdrop(LANE, Light.DAY, font))
    scene = Scene(empty, camera_of(LANE), model.panels, STANDS, model.length, Light.DAY)
    picture = np.asarray(cv2.cvtColor(scene.paint(STANDS).block, cv2.COLOR_YUV2BGR_I420))
    return cv2.imencode(".jpg", picture)[1].tobytes()
