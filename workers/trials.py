"""One trial per driver: does the device answer with these settings, and what does it say of itself?"""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict
from typing import Any

import requests

import devices
from devices.interfaces import Barrier, Camera, DeviceError, Display, Frame, Platform, Post, Tone
from gate.mail import letters

FIRST_PICTURE_S = 8.0
PREVIEW_WIDTH = 640
TRIAL_LINES = ("绿门 GREENGATE", "连接测试", "", "")
TRIAL_LETTER = "这是绿门的测试邮件：邮件设置可用。\nThis is a test letter of Greengate: the mail settings work.\n"

Settings = Mapping[str, Any]


def try_driver(driver: str, settings: Settings) -> dict[str, Any]:
    """What the device says; raises DeviceError with the reason when it cannot be used."""
    return _TRIALS[driver](driver, settings)


def _try_onvif(driver: str, settings: Settings) -> dict[str, Any]:
    from devices import onvif

    facts = onvif.inspect(onvif.Config.model_validate(dict(settings)))
    told: dict[str, Any] = {"camera": asdict(facts)}
    try:
        return told | _see(driver, settings)
    except DeviceError as fault:
        # What it said of itself is worth showing all the same.
        return told | {"stream_problem": fault.message}


def _see(driver: str, settings: Settings) -> dict[str, Any]:
    """A first picture of the stream, so that a person sees which camera it is."""
    camera: Camera = devices.connect(driver, settings)
    with closing(camera):
        frame = _first(camera)
        height, width = frame.image.shape[:2]
        return {"stream": {"width": width, "height": height}, "picture": _preview(frame)}


def _first(camera: Camera) -> Frame:
    deadline = time.monotonic() + FIRST_PICTURE_S
    while time.monotonic() < deadline:
        frame = camera.newest(0.25)
        if frame is not None:
            return frame
        if camera.state.problem:
            raise DeviceError(camera.state.problem)
    raise DeviceError("the camera sends no picture")


def _preview(frame: Frame) -> bytes:
    import cv2

    height, width = frame.image.shape[:2]
    size = (PREVIEW_WIDTH, round(height * PREVIEW_WIDTH / width))
    small = cv2.resize(frame.image, size, interpolation=cv2.INTER_AREA)
    return bytes(cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])[1])


def _try_barrier(driver: str, settings: Settings) -> dict[str, Any]:
    """Reads only: a trial never moves an arm."""
    barrier: Barrier = devices.connect(driver, settings)
    with closing(barrier):
        return {"barrier": asdict(barrier.state())}


def _try_display(driver: str, settings: Settings) -> dict[str, Any]:
    display: Display = devices.connect(driver, settings)
    with closing(display):
        display.show(TRIAL_LINES, Tone.GREEN)
    return {"display": {"shown": TRIAL_LINES[1]}}


def _try_platform(driver: str, settings: Settings) -> dict[str, Any]:
    """Is our key one, and does the address answer? Nothing is sent that could become a row there."""
    from devices.rsa2_platform import unreachable

    platform: Platform = devices.connect(driver, settings)
    with closing(platform), requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.get(
                settings["base_url"],
                timeout=settings.get("timeout_s", 10),
                verify=settings.get("ca_file") or True,
                allow_redirects=False,
            )
        except (requests.RequestException, OSError) as error:
            raise unreachable(error) from None
    return {"platform": {"status": answer.status_code}}


def _try_mail(driver: str, settings: Settings) -> dict[str, Any]:
    """Sends one letter, for a login alone does not say whether letters are taken."""
    post: Post = devices.connect(driver, settings)
    to = str(settings.get("test_to") or settings["sender"])
    message = letters.compose(to, TRIAL_LINES[1], TRIAL_LETTER, message_id=letters.message_id())
    return {"mail": {"to": to, "said": post.send(message, to)}}


_TRIALS: Mapping[str, Callable[[str, Settings], dict[str, Any]]] = {
    "onvif": _try_onvif,
    "rtsp": _see,
    "modbus_barrier": _try_barrier,
    "tcp_display": _try_display,
    "rsa2_platform": _try_platform,
    "smtp": _try_mail,
}
