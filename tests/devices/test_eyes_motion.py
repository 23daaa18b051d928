"""Motion wakes the eyes for a vehicle, and for nothing that a camera or the weather does."""

import numpy as np

from devices.eyes.motion import Motion
from devices.interfaces import Grey
from devices.whole import Whole
from tests.devices import drawn_views


def wall() -> Grey:
    return Whole(drawn_views.wall()).grey


def used_to(motion: Motion, picture: Grey, times: int = 5) -> None:
    for _ in range(times):
        motion.seen(picture)


def with_box(picture: Grey, left: int) -> Grey:
    changed = picture.copy()
    changed[500:900, left : left + 400] = 70
    return changed


def test_the_first_picture_wakes() -> None:
    assert Motion().seen(wall())


def test_a_still_lane_stays_asleep() -> None:
    motion = Motion()
    used_to(motion, wall())
    grain = np.random.default_rng(1).integers(-6, 7, wall().shape)
    noisy = np.clip(wall().astype(int) + grain, 0, 255).astype(np.uint8)
    assert not motion.seen(noisy)


def test_a_vehicle_that_rolls_in_wakes() -> None:
    motion = Motion()
    used_to(motion, wall())
    assert motion.seen(with_box(wall(), 100))
    assert motion.seen(with_box(wall(), 300))


def test_the_light_alone_does_not_wake() -> None:
    motion = Motion()
    used_to(motion, wall())
    brighter = np.clip(wall().astype(int) + 25, 0, 255).astype(np.uint8)
    assert not motion.seen(brighter)


def test_what_has_stood_long_enough_belongs_to_the_lane() -> None:
    motion = Motion()
    used_to(motion, wall())
    used_to(motion, with_box(wall(), 300), times=90)
    assert not motion.seen(with_box(wall(), 300))
    assert motion.seen(wall())


def test_another_size_of_picture_is_no_fault() -> None:
    motion = Motion()
    used_to(motion, wall())
    assert not motion.seen(wall()[::2, ::2])
