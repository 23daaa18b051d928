"""Cameras and boxes that push plates as JSON by the agreement in docs/devices/json-webhook.md."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from devices.interfaces import DeviceError, Part, PlateColour, PushedPlate
from devices.pushed import Config, event_of, moment, picture_of, sure

__all__ = ["Config", "JsonWebhook", "connect"]

COLOURS = {colour.name.lower(): colour for colour in PlateColour}
LARGEST_MESSAGE = 6 * 1024 * 1024
"""In bytes, with the picture in it."""


class Message(BaseModel):
    """A plate as it is told. What else stands in the object is overlooked."""

    plate: str = Field(max_length=16)
    colour: str = Field("", max_length=16)
    confidence: float = 0.0
    characters: Annotated[list[float], Field(max_length=16)] = []
    captured_at: str = Field("", max_length=40)
    id: str = Field("", max_length=64)
    picture: str = ""


class JsonWebhook:
    """One camera's messages. Nothing is remembered from one to the next."""

    def __init__(self, config: Config) -> None:
        self.alone = config.alone

    def understand(self, parts: Sequence[Part]) -> PushedPlate | None:
        """See `Pusher.understand`."""
        told = next((part for part in parts if part.data.lstrip()[:1] == b"{"), None)
        if told is None:
            raise DeviceError("the camera's message has no text")
        if len(told.data) > LARGEST_MESSAGE:
            raise DeviceError("the camera's message is too long")
        try:
            message = Message.model_validate_json(told.data)
        except ValidationError:
            raise DeviceError("the camera's message is not the agreed JSON") from None
        if not message.plate:
            return None
        pictures = [part for part in parts if part is not told]
        return PushedPlate(
            message.plate,
            COLOURS.get(message.colour.lower()),
            _characters(message),
            event_of(message.id, told.data, pictures),
            moment(message.captured_at),
            picture_of(pictures) or _inner_picture(message),
        )

    def close(self) -> None:
        """There is nothing to close."""


def connect(config: Config) -> JsonWebhook:
    return JsonWebhook(config)


def _characters(message: Message) -> tuple[float, ...]:
    if len(message.characters) == len(message.plate):
        return tuple(sure(each) for each in message.characters)
    return (sure(message.confidence),) * len(message.plate)


def _inner_picture(message: Message) -> bytes:
    try:
        return base64.b64decode(message.picture, validate=True)
    except (binascii.Error, ValueError):
        raise DeviceError("the camera's message is not the agreed JSON") from None
