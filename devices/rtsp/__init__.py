"""A camera by the address of its stream."""

from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, field_validator

if TYPE_CHECKING:
    from devices.rtsp.camera import RtspCamera


class Config(BaseModel):
    """Where the stream is and who may see it."""

    url: str = Field(
        title="Stream address",
        description="As the camera's manual gives it, such as rtsp://192.168.1.64:554/Streaming/Channels/101",
    )
    username: str = Field("", title="User name", description="Empty when the stream is open to all")
    password: str = Field(
        "",
        title="Password",
        description="Sent only as a digest",
        repr=False,
        json_schema_extra={"format": "password"},
    )

    @field_validator("url")
    @classmethod
    def _is_a_stream(cls, url: str) -> str:
        if not url.startswith(("rtsp://", "rtsps://")):
            raise ValueError("must begin with rtsp://")
        return url


def connect(config: Config) -> "RtspCamera":
    """A camera that plays the stream, and goes on trying while the stream is away."""
    # The decoder is heavy and this module is also read to draw a form.
    from devices.rtsp.camera import RtspCamera

    return RtspCamera(
        lambda: config.url, username=config.username, password=config.password, name=config.url
    )
