"""What the house asks of the outside world: one Protocol per kind of thing, and the values that cross."""

from typing import Protocol, runtime_checkable

from devices.interfaces.arms import ArmPosition, Barrier, BarrierState
from devices.interfaces.boards import Display, Tone
from devices.interfaces.buckets import Bucket, Stored
from devices.interfaces.cameras import (
    Camera,
    CameraFacts,
    CameraState,
    EncodedPicture,
    FoundCamera,
    Frame,
    StreamFormat,
    StreamProfile,
    Tape,
)
from devices.interfaces.faults import DeviceError
from devices.interfaces.papers import Box, PaperReader, TextLine
from devices.interfaces.pictures import Grey, Image, Picture, Point
from devices.interfaces.plates import PlateColour, PlateForm, PlateReading, Recognizer
from devices.interfaces.platforms import ExceedanceSource, Photo, Platform, Receipt
from devices.interfaces.post import MailRefused, Post
from devices.interfaces.pushed import Part, PushedPlate, Pusher

__all__ = [
    "ArmPosition",
    "Barrier",
    "BarrierState",
    "Box",
    "Bucket",
    "Camera",
    "CameraFacts",
    "CameraState",
    "Closeable",
    "DeviceError",
    "Display",
    "EncodedPicture",
    "ExceedanceSource",
    "FoundCamera",
    "Frame",
    "Grey",
    "Image",
    "MailRefused",
    "PaperReader",
    "Part",
    "Photo",
    "Picture",
    "PlateColour",
    "PlateForm",
    "PlateReading",
    "Platform",
    "Point",
    "Post",
    "PushedPlate",
    "Pusher",
    "Receipt",
    "Recognizer",
    "Stored",
    "StreamFormat",
    "StreamProfile",
    "Tape",
    "TextLine",
    "Tone",
]


@runtime_checkable
class Closeable(Protocol):
    def close(self) -> None: ...
