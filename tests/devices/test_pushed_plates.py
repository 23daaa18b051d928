"""What cameras push is understood as they send it, and nothing else brings the reader down or makes up a plate."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import devices
from devices.interfaces import DeviceError, Part, PlateColour, PushedPlate, Pusher
from devices.simulated.pushing_camera import alert

JPEG = b"\xff\xd8\xff\xe0"
PLATE, SEVEN = "冀B7K268", ",".join(["98"] * 7)
ISAPI: Pusher = devices.connect("isapi_anpr", {})
WEBHOOK: Pusher = devices.connect("json_webhook", {})


def of_xml(text: str | bytes, *pictures: bytes) -> PushedPlate | None:
    data = text.encode() if isinstance(text, str) else text
    return ISAPI.understand(
        [Part("text/xml", data), *(Part("image/jpeg", each) for each in pictures)]
    )


def of_json(*pictures: bytes, **told: Any) -> PushedPlate | None:
    parts = [Part("application/json", json.dumps(told).encode())]
    return WEBHOOK.understand([*parts, *(Part("image/jpeg", each) for each in pictures)])


def test_an_alarm_tells_plate_colour_certainty_time_and_picture() -> None:
    small, large = JPEG + b"plate", JPEG + b"the whole scene"
    told = of_xml(alert("黄" + PLATE, each=SEVEN, at="2026-07-05T20:44:40.250+01:00"), small, large)
    assert told is not None
    assert (told.text, told.colour) == (PLATE, PlateColour.YELLOW)
    assert told.characters == (0.98,) * 7
    assert told.at == datetime(2026, 7, 5, 19, 44, 40, 250000, UTC)
    assert told.picture == large


@pytest.mark.parametrize(
    ("word", "colour"),
    [
        ("blue", PlateColour.BLUE),
        ("newEnergyGreen", PlateColour.GREEN),
        ("newEnergyYellowGreen", PlateColour.YELLOW_GREEN),
        ("unknown", None),
        ("golden", None),
        ("", None),
    ],
)
def test_a_colour_is_told_or_not_guessed(word: str, colour: PlateColour | None) -> None:
    told = of_xml(alert(PLATE, word))
    assert told is not None
    assert told.colour is colour


def test_no_character_is_surer_than_the_plate_and_none_is_sure_without_a_word() -> None:
    doubted = of_xml(alert(PLATE, sure=78, each="99,99,99,61,99,99,99"))
    assert doubted is not None
    assert doubted.characters == (0.78, 0.78, 0.78, 0.61, 0.78, 0.78, 0.78)
    uneven = of_xml(alert(PLATE, sure=91, each="99,99"))
    assert uneven is not None
    assert uneven.characters == (0.91,) * 7
    for nonsense in ("", "very", "nan", "-5", "9800"):
        silent = of_xml(alert(PLATE, sure=nonsense, each=""))
        assert silent is not None
        assert silent.characters == (0.0,) * 7


def test_other_events_what_is_sent_late_and_no_plate_are_no_reading() -> None:
    assert of_xml(alert(PLATE, event="videoloss")) is None
    assert of_xml(alert(PLATE, late=1)) is None
    assert of_xml(alert("")) is None
    assert of_json(plate="") is None


def test_an_event_keeps_its_number_and_without_one_is_known_by_what_it_says() -> None:
    def event(*given: Any, **other: Any) -> str:
        told = of_xml(alert(PLATE, **other), *given)
        assert told is not None
        return told.event

    assert event(number="a0fe", sure=97) == event(number="a0fe", sure=98)
    same = {"number": "", "at": "2026-07-05T20:44:40+08:00"}
    assert event(**same) == event(**same)
    assert event(**same) != event(JPEG, **same)
    assert event(number="1") != event(number="2")


def test_isapi_in_json_and_in_gbk_is_the_same() -> None:
    inner = {"licensePlate": PLATE, "plateColor": "yellow", "confidenceLevel": 98}
    whole = {"eventType": "ANPR", "dateTime": "2026-07-05T20:44:40+08:00", "ANPR": inner}
    for told in (whole, {"EventNotificationAlert": whole}):
        found = of_xml(json.dumps(told))
        assert found is not None
        assert (found.text, found.characters) == (PLATE, (0.98,) * 7)
    chinese = alert(PLATE).replace("UTF-8", "GB2312").encode("gb18030")
    found = of_xml(chinese)
    assert found is not None
    assert found.text == PLATE


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<",
        "<a/>",
        "{",
        "[1]",
        "{}x",
        BOMB + alert(PLATE),
        alert(PLATE).replace("<EventNotificationAlert", BOMB + "<EventNotificationAlert"),
        alert(PLATE)[:-40],
        alert(PLATE).replace("<ANPR>", "<ANPR>" + "<a>" * 30_000),
        "<EventNotificationAlert>" + "<a>" * 8_000,
        '{"a":' * 9_000,
        b"\xff\xfe<\x00a\x00",
    ],
)
def test_what_is_no_alarm_is_said_to_be_none(text: str | bytes) -> None:
    with pytest.raises(DeviceError):
        of_xml(text)


def test_the_agreed_json_tells_the_same() -> None:
    scene = JPEG + b"scene"
    told = of_json(
        plate=PLATE, colour="yellow", confidence=0.97, captured_at="2026-07-05T20:44:40",
        id="42", picture=base64.b64encode(scene).decode(), vendor="anything",
    )  # fmt: skip
    assert told is not None
    assert (told.text, told.colour, told.characters) == (PLATE, PlateColour.YELLOW, (0.97,) * 7)
    assert told.at == datetime(2026, 7, 5, 20, 44, 40, tzinfo=timezone(timedelta(hours=8)))
    assert told.picture == scene
    beside = of_json(scene, plate=PLATE, characters=[0.9] * 6 + [2.0])
    assert beside is not None
    assert (beside.picture, beside.characters) == (scene, (0.9,) * 6 + (0.0,))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"plate": 7},
        {"plate": "x" * 17},
        {"plate": PLATE, "confidence": "sure"},
        {"plate": PLATE, "picture": "no base 64!"},
        {"plate": PLATE, "characters": [1.0] * 17},
    ],
)
def test_other_json_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(DeviceError):
        of_json(**told)


WORDS = st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none(), st.booleans())


@settings(deadline=None, max_examples=60)
@given(plate=st.text(max_size=12), colour=st.text(max_size=9), sure=WORDS, each=WORDS, at=WORDS)
def test_whatever_a_camera_says_is_a_plate_of_its_words_or_a_sentence(
    plate: str, colour: str, sure: Any, each: Any, at: Any
) -> None:
    inner = {"licensePlate": plate, "plateColor": colour, "confidenceLevel": sure}
    told = {"eventType": "ANPR", "dateTime": at, "ANPR": {**inner, "plateCharBelieve": each}}
    for pusher, text in ((ISAPI, json.dumps(told)), (WEBHOOK, json.dumps({"plate": plate}))):
        try:
            found = pusher.understand([Part("", text.encode())])
        except DeviceError:
            continue
        if found is not None:
            assert found.text in plate
            assert len(found.characters) == len(found.text)
            assert all(0.0 <= one <= 1.0 for one in found.characters)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=200), max_size=4))
def test_bytes_are_no_fault(parts: list[bytes]) -> None:
    for pusher in (ISAPI, WEBHOOK):
        for begin in (b"", b"<", b"{", alert(PLATE).encode()[:200]):
            try:
                pusher.understand([Part("", begin + part) for part in parts])
            except DeviceError:
                continue
