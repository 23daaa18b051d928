"""Cameras that push EventNotificationAlert of type ANPR (ISAPI), in XML or JSON, with pictures beside it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from devices.interfaces import DeviceError, Part, PlateColour, PushedPlate
from devices.pushed import LARGEST_TEXT, Config, event_of, moment, picture_of, sure

__all__ = ["Config", "IsapiAnpr", "connect"]

ALERT, ANPR = "EventNotificationAlert", "ANPR"
COLOURS: Mapping[str, PlateColour] = {
    "blue": PlateColour.BLUE,
    "yellow": PlateColour.YELLOW,
    "white": PlateColour.WHITE,
    "black": PlateColour.BLACK,
    "green": PlateColour.GREEN,
    "newenergygreen": PlateColour.GREEN,
    "newenergyyellowgreen": PlateColour.YELLOW_GREEN,
}
"""What is not here cannot be told: the other words name plates that no gate of ours knows, or no colour at all."""
COLOUR_SIGNS = "蓝黄白黑绿"
"""Cameras sold in China write the colour before the plate, as one character."""
HISTORY = "1"
"""Of alarmDataType: sent late, after the network was away."""


class IsapiAnpr:
    """One camera's messages. Nothing is remembered from one to the next."""

    def __init__(self, config: Config) -> None:
        self.alone = config.alone

    def understand(self, parts: Sequence[Part]) -> PushedPlate | None:
        """See `Pusher.understand`."""
        told = next((part for part in parts if _is_text(part)), None)
        if told is None:
            raise DeviceError("the camera's message has no text")
        facts = _facts(told)
        text = _plate(facts.get("licensePlate", ""))
        if facts.get("eventType") != ANPR or not text or facts.get("alarmDataType") == HISTORY:
            return None
        pictures = [part for part in parts if part is not told]
        return PushedPlate(
            text,
            COLOURS.get(facts.get("plateColor", "").lower()),
            _characters(text, facts),
            event_of(facts.get("UUID", ""), told.data, pictures),
            moment(facts.get("dateTime", "")),
            picture_of(pictures),
        )

    def close(self) -> None:
        """There is nothing to close."""


def connect(config: Config) -> IsapiAnpr:
    return IsapiAnpr(config)


def _is_text(part: Part) -> bool:
    return part.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{")


def _facts(part: Part) -> dict[str, str]:
    """What the message says of itself and of the plate, by the names that ISAPI gives."""
    if len(part.data) > LARGEST_TEXT:
        raise DeviceError("the camera's message is too long")
    text = _decoded(part.data).strip().removeprefix("\ufeff").lstrip()
    return dict(_of_json(text) if text.startswith("{") else _of_xml(text))


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DeviceError("the camera's message has an unknown encoding")


def _of_xml(text: str) -> Iterator[tuple[str, str]]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise DeviceError("the camera's message declares what no alarm declares")
    # It is decoded already, whatever encoding it names.
    body = text.partition("?>")[2] if text.startswith("<?xml") else text
    try:
        root = ElementTree.fromstring(body.strip())
    except (ElementTree.ParseError, ValueError):
        raise DeviceError("the camera's message is no XML") from None
    if _name(root) != ALERT:
        raise DeviceError("the camera's message is no alarm")
    for element in [*root, *(each for child in root if _name(child) == ANPR for each in child)]:
        yield _name(element), (element.text or "").strip()


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _of_json(text: str) -> Iterator[tuple[str, str]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise DeviceError("the camera's message is no JSON") from None
    root = _object(told.get(ALERT, told))
    yield from _scalars(root.items())
    yield from _scalars(_object(root.get(ANPR)).items())


def _object(told: Any) -> Mapping[str, Any]:
    return told if isinstance(told, dict) else {}


def _scalars(items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    return ((name, str(value)) for name, value in items if isinstance(value, str | int | float))


def _plate(told: str) -> str:
    """The plate without the sign of its colour."""
    return told[1:] if len(told) > 1 and told[0] in COLOUR_SIGNS else told


def _characters(text: str, facts: Mapping[str, str]) -> tuple[float, ...]:
    """Never surer of a character than of the whole plate: cameras give 99 for each, whatever they think of all."""
    whole = sure(_hundredth(facts.get("confidenceLevel", "")))
    each = [sure(_hundredth(told)) for told in facts.get("plateCharBelieve", "").split(",")]
    if len(each) != len(text):
        return (whole,) * len(text)
    return tuple(min(one, whole) for one in each)


def _hundredth(told: str) -> float:
    try:
        return float(told) / 100
    except ValueError:
        return 0.0
