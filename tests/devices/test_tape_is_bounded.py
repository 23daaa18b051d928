"""A tape keeps the last minutes and no more, never makes its camera wait, and is readable wherever it was torn."""

import errno
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from devices.interfaces import EncodedPicture
from devices.tape import film, segment, writer
from devices.tape.writer import Bounds, TapeWriter
from tests.devices import taped
from tests.devices.moving_pictures import KEY_EVERY, numbered
from tests.devices.taped import at, h264, pictures, tape


def test_what_is_older_than_its_seconds_goes(tmp_path: Path) -> None:
    folder = tape(tmp_path / "tape", (h264(), pictures(0, 3000)), bounds=Bounds(seconds=45))
    began = [segment.moment(segment.began(path)) for path in segment.in_order(folder)]
    last = at(2999)
    assert last - timedelta(seconds=70) < began[0] <= last - timedelta(seconds=45)
    assert film.last_taped(folder) == last


def test_what_is_still_wanted_stays_beyond_its_seconds(tmp_path: Path) -> None:
    kept = TapeWriter(tmp_path, Bounds(seconds=20), needed_from=lambda: at(30), left_free=0)
    stream = h264()
    for picture in pictures(0, 3000):
        kept.put(stream, picture)
    kept.close()
    assert segment.moment(segment.began(segment.in_order(tmp_path)[0])) <= at(30)


def test_its_bytes_bound_it_whatever_is_wanted(tmp_path: Path) -> None:
    whole = sum(len(unit.data) for unit in numbered().units) * 3000 // 240
    kept = TapeWriter(
        tmp_path, Bounds(seconds=9999, bytes=whole // 4), needed_from=lambda: at(0), left_free=0
    )
    stream = h264()
    for picture in pictures(0, 3000):
        kept.put(stream, picture)
    kept.close()
    sizes = [path.stat().st_size for path in segment.in_order(tmp_path)]
    assert sum(sizes[:-1]) <= whole // 4
    assert len(sizes) > 1


def test_a_camera_that_sends_no_more_key_pictures_fills_no_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "LARGEST_SEGMENT", 200_000)
    key, *_ = pictures(0, 1)
    leaning = [EncodedPicture(b"\0" * 10_000, at(n), n * 3600, False) for n in range(1, 200)]
    folder = tape(tmp_path / "tape", (h264(), [key, *leaning]))
    assert sum(path.stat().st_size for path in folder.iterdir()) < 220_000


def test_a_disk_that_has_come_to_a_stop_costs_pictures_and_not_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST_WAITING", 50_000)
    monkeypatch.setattr(writer, "WRITE_EVERY_S", 3600)
    stuck, stream = TapeWriter(tmp_path, Bounds(), left_free=0), h264()
    for picture in pictures(0, 1000):
        stuck.put(stream, picture)
    assert stuck._waiting_bytes <= 50_000
    stuck.close()
    # What was kept can be shown: after a loss it goes on at a key picture.
    film.cut(tmp_path, at(0), at(1000), tmp_path / "film.part")
    assert taped.shown(tmp_path / "film.part")[0][0] == 0


def test_the_last_room_of_a_disk_is_left_to_rows_and_photographs(tmp_path: Path) -> None:
    with capture_logs() as said:
        folder = tape(tmp_path / "tape", (h264(), pictures(0, 600)), left_free=2**60)
    assert segment.in_order(folder) == []
    assert [line["event"] for line in said] == ["tape_not_written"]


def test_a_disk_that_fails_is_told_of_once_and_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, broken = Path.open, [True]

    def opens(path: Path, *how: Any, **more: Any) -> Any:
        if broken[0] and path.suffix == segment.SUFFIX:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, *how, **more)

    monkeypatch.setattr(Path, "open", opens)
    monkeypatch.setattr(writer, "WRITE_EVERY_S", 3600)
    disk, stream = TapeWriter(tmp_path, Bounds(), left_free=0), h264()
    with capture_logs() as said:
        for run in (pictures(0, 300), pictures(300, 300)):
            for picture in run:
                disk.put(stream, picture)
            disk._write_waiting()
        broken[0] = False
        for picture in pictures(600, 300):
            disk.put(stream, picture)
        disk.close()
    assert [line["event"] for line in said] == ["tape_not_written", "tape_goes_on"]
    assert said[0]["problem"] == "No space left on device"
    assert film.last_taped(tmp_path) == at(899)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tape(tmp_path_factory.mktemp("tape"), (h264(), pictures(0, 60)))
    return segment.in_order(folder)[0].read_bytes()


@given(data=st.data())
def test_wherever_a_kill_tears_it_what_is_whole_is_read(
    whole: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    length = data.draw(st.integers(0, len(whole)))
    path = tmp_path_factory.getbasetemp() / "000000000000001.tape"
    path.write_bytes(whole[:length])
    read = segment.read(path)
    if read is None:
        assert length < 200
        return
    _, places = read
    units = numbered().units
    with io.BytesIO(whole[:length]) as file:
        assert [place.read(file) for place in places] == [
            unit.data for unit in units[: len(places)]
        ]
    assert all(place.key == (n % KEY_EVERY == 0) for n, place in enumerate(places))
