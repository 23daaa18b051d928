"""A camera by ONVIF: it is asked where its stream is, each time a connection is made."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from devices.interfaces import CameraFacts

if TYPE_CHECKING:
    from devices.rtsp.camera import RtspCamera


class Config(BaseModel):
    """Where the camera is, who may see it, and which of its streams to take."""

    host: str = Field(title="Address", description="IP address or name of the camera")
    port: int = Field(80, title="Port", description="Port of its web service", ge=1, le=65535)
    username: str = Field(
        "", title="User name", description="An ONVIF user, made in the camera's own pages"
    )
    password: str = Field(
        "",
        title="Password",
        description="Sent only as a digest",
        repr=False,
        json_schema_extra={"format": "password"},
    )
    profile: str = Field(
        "", title="Profile", description="Name or token of a media profile; empty for the first"
    )


def connect(config: Config) -> "RtspCamera":
    """A camera that plays the chosen stream, and goes on asking while the device is away."""
    # Decoder and SOAP are heavy and this module is also read to draw a form.
    from devices.onvif_service import stream_uri
    from devices.rtsp.camera import RtspCamera

    return RtspCamera(
        lambda: stream_uri(config),
        username=config.username,
        password=config.password,
        name=f"onvif://{config.host}:{config.port}",
    )


def inspect(config: Config) -> CameraFacts:
    """What the camera says about itself; raises DeviceError."""
    from devices import onvif_service

    return onvif_service.inspect(config)


def clock_offset_s(config: Config) -> float | None:
    """The camera's clock minus ours, in seconds; None where it does not say. Raises DeviceError."""
    from devices import onvif_service

    return onvif_service.clock_offset_s(config)


def snapshot(config: Config) -> bytes:
    """One JPEG picture, made by the camera itself; raises DeviceError."""
    from devices import onvif_service

    return onvif_service.snapshot(config)
