"""Films of vehicles: full pictures, a key picture first, and no seam between any two of them."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import av
import numpy as np
import pytest

from devices.interfaces import Image
from devices.simulated import studio as studio_module
from devices.simulated.backdrop import camera_of
from devices.simulated.cast import CAST, Kind, Light, Truck, find
from devices.simulated.segments import FPS, HEIGHT, WIDTH, Segment
from devices.simulated.studio import STANDING, Studio, Visit

FONT = Path(__file__).parents[2] / "static/vendor/wqy-microhei/wqy-microhei.ttc"
LANE = 1


def member(plate_no: str) -> Truck:
    truck = find(plate_no)
    assert truck is not None
    return truck


VAN, TRAILER = member("冀BD31862"), member("冀B5K82挂")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reels")


@pytest.fixture(scope="module")
def idle(cache: Path) -> Segment:
    return Studio(cache, FONT).idle(LANE, Light.DAY)


@pytest.fixture(scope="module")
def van(cache: Path) -> Visit:
    return Studio(cache, FONT).visit(VAN, LANE, Light.DAY)


@pytest.fixture(scope="module")
def trailer(cache: Path) -> Visit:
    return Studio(cache, FONT).visit(TRAILER, LANE, Light.DAY)


def pieces(visit: Visit) -> list[Segment]:
    return [visit.approach, visit.wait, visit.leave, visit.back_off]


def luma(segments: Sequence[Segment], wanted: Sequence[int]) -> list[Image]:
    """Brightness of some pictures of a stream, which must decode without a complaint from end to end."""
    decoder = av.CodecContext.create("h264", "r")
    decoder.options = {"err_detect": "explode"}
    pictures: list[Image] = []
    total = sum(len(segment.units) for segment in segments)
    numbers, seen = {number % total for number in wanted}, 0
    packets = [av.Packet(unit.data) for segment in segments for unit in segment.units]
    for packet in [*packets, None]:
        for frame in decoder.decode(packet):
            assert (frame.width, frame.height) == (WIDTH, HEIGHT)
            assert not frame.is_corrupt
            if seen in numbers:
                pictures.append(np.asarray(frame.to_ndarray(format="gray"), np.uint8))
            seen += 1
    assert seen == total
    return pictures


def difference(one: Image, other: Image) -> float:
    """The worst mean difference over any block of 120 × 120 pixels: a vehicle, not the noise."""
    apart = np.abs(one.astype(np.int16) - other.astype(np.int16))
    return float(apart.reshape(9, 120, 16, 120).mean(axis=(1, 3)).max())


def test_every_film_begins_with_a_key_picture_and_has_one_each_second(
    idle: Segment, van: Visit
) -> None:
    for segment in (idle, *pieces(van)):
        keys = [number for number, unit in enumerate(segment.units) if unit.key]
        assert keys == list(range(0, len(segment.units), FPS))
        start = segment.units[0].data
        kinds = [part[0] & 31 for part in start.split(b"\0\0\1")[1:]]
        assert {5, 7, 8} <= set(kinds)
        assert kinds.index(7) < kinds.index(8) < kinds.index(5)


def test_the_parameter_sets_of_all_films_are_the_same(
    idle: Segment, van: Visit, trailer: Visit
) -> None:
    heads = set()
    for segment in (idle, *pieces(van), *pieces(trailer)):
        nals = segment.units[0].data.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")[1:]
        heads.add(tuple(nal for nal in nals if nal[0] & 31 in (7, 8)))
    assert len(heads) == 1


def test_a_visit_lasts_as_long_as_it_should(idle: Segment, van: Visit) -> None:
    seconds = [len(segment.units) / FPS for segment in (idle, *pieces(van))]
    assert seconds == [2.0, 3.0, 2.0, 2.6, 3.0]


def test_films_stay_within_the_rate_of_a_camera(idle: Segment, van: Visit, trailer: Visit) -> None:
    for segment in (idle, *pieces(van), *pieces(trailer)):
        bits = 8 * sum(len(unit.data) for unit in segment.units)
        assert bits / (len(segment.units) / FPS) < 6.5e6


def test_films_in_any_order_make_one_stream(idle: Segment, van: Visit) -> None:
    several = [idle, van.wait, van.leave]
    for order in permutations(several):
        luma(order, [])


@pytest.mark.parametrize("who", ["van", "trailer"])
def test_nothing_jumps_where_one_film_follows_another(
    who: str, idle: Segment, request: pytest.FixtureRequest
) -> None:
    visit: Visit = request.getfixturevalue(who)
    (empty,) = luma([idle], [10])
    first, last = luma([visit.approach], [0, -1])
    still_first, still_last = luma([visit.wait], [0, -1])
    leave_first, leave_last = luma([visit.leave], [0, -1])
    back_first, back_last = luma([visit.back_off], [0, -1])
    for one, other in (
        (last, still_first), (still_last, still_first), (still_last, leave_first),
        (still_last, back_first), (empty, first), (empty, leave_last), (empty, back_last),
    ):  # fmt: skip
        assert difference(one, other) < 12
    assert difference(empty, still_first) > 60


def test_the_same_visit_is_painted_in_the_same_bytes(van: Visit, tmp_path: Path) -> None:
    assert Studio(tmp_path, FONT).visit(VAN, LANE, Light.DAY) == van


def test_a_film_on_disk_is_not_painted_again(
    van: Visit, idle: Segment, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("painted again")

    monkeypatch.setattr(studio_module, "build", refuse)
    monkeypatch.setattr(studio_module, "draw_backdrop", refuse)
    studio = Studio(cache, FONT)
    assert studio.has_visit(VAN, LANE, Light.DAY)
    assert studio.visit(VAN, LANE, Light.DAY) == van
    assert studio.idle(LANE, Light.DAY) == idle
    assert not studio.has_visit(VAN, LANE, Light.NIGHT)


def test_a_damaged_film_is_painted_anew(idle: Segment, cache: Path, tmp_path: Path) -> None:
    studio = Studio(tmp_path, FONT)
    studio.idle(LANE, Light.DAY)
    (reel,) = tmp_path.glob("*.reel")
    for damaged in (reel.read_bytes()[:-100], b"", reel.read_bytes()[:30]):
        reel.write_bytes(damaged)
        assert studio.idle(LANE, Light.DAY) == idle
    assert not list(tmp_path.glob("*.part"))


def test_a_standing_vehicle_shows_its_plate_large_enough_to_read() -> None:
    for lane in range(1, 9):
        camera = camera_of(lane)
        for away in STANDING:
            ends = [camera.outline([(x, 0.6, away)] * 3)[0] for x in (-0.22, 0.22)]
            assert 150 <= ends[1][0] - ends[0][0] <= 230


def test_the_cast_has_every_kind_of_vehicle_and_every_light() -> None:
    assert {truck.kind for truck in CAST} == set(Kind)
    assert {truck.light for truck in CAST} == set(Light)
