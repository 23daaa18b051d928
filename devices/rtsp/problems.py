"""Why there is no picture, in a sentence; never with the address, which holds the password."""

import errno

from av import error

from devices.interfaces import DeviceError

_SENTENCES: tuple[tuple[type[error.FFmpegError], str, bool], ...] = (
    (error.HTTPUnauthorizedError, "the camera refuses this user name or password", True),
    (error.HTTPForbiddenError, "the camera does not let this user see the stream", True),
    (error.HTTPNotFoundError, "the camera has no stream at this path", False),
    (error.ConnectionRefusedError, "nothing listens at the camera's address and port", False),
    (error.ConnectionResetError, "the camera cut the connection", False),
    (error.ExitError, "the camera does not answer", False),
    (error.TimeoutError, "the camera does not answer", False),
    (error.InvalidDataError, "what the camera sends is not a video that can be read", False),
    (error.DecoderNotFoundError, "the camera's video has an unknown encoding", False),
)
_UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EIO}


def problem_of(failure: error.FFmpegError) -> DeviceError:
    """The failure of a stream, as people should read it."""
    for kind, sentence, permanent in _SENTENCES:
        if isinstance(failure, kind):
            return DeviceError(sentence, permanent=permanent)
    if failure.errno in _UNREACHABLE:
        return DeviceError("the camera's address cannot be reached")
    return DeviceError(f"the stream cannot be read ({failure.strerror})")
