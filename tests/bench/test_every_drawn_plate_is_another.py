"""The bench's series shows as many plates as pictures: of two pictures of one worn plate both are read, or neither."""

from bench.drawn_plates import KINDS, pictures


def test_no_plate_comes_twice() -> None:
    drawn = list(pictures(KINDS["day"], 8, 1))
    assert len({one.plates[0].plate.text for one in drawn}) == len(drawn) == 8
    assert not any(one.plates for one in pictures(None, 2, 0))
