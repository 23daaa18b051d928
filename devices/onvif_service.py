"""What is asked of an ONVIF device, and what its answers mean."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPDigestAuth

from devices.clock_asked import Answer, quickest
from devices.interfaces import CameraFacts, DeviceError, StreamProfile
from devices.onvif_soap import TIMEOUT_S, Device, problem_of

_STREAM = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}


class Access(Protocol):
    """The settings that matter here."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def username(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def profile(self) -> str: ...


def stream_uri(access: Access) -> str:
    """Where the chosen profile's stream is fetched from."""
    with closing(_open(access)) as device:
        chosen = _chosen(device.media("GetProfiles"), access.profile)
        return _stream_of(device, access, chosen)


def inspect(access: Access) -> CameraFacts:
    """Everything a person wants to see before saving a camera."""
    with closing(_open(access)) as device:
        information = device.management("GetDeviceInformation")
        return CameraFacts(
            manufacturer=information.Manufacturer,
            model=information.Model,
            firmware=information.FirmwareVersion,
            serial_number=information.SerialNumber,
            clock_offset_s=device.clock_offset.total_seconds(),
            profiles=tuple(
                _profile(profile, _stream_of(device, access, profile))
                for profile in device.media("GetProfiles")
            ),
        )


def clock_offset_s(access: Access) -> float | None:
    """The camera's clock minus ours, and nothing else; None where it does not tell its time."""
    device = Device(access.host, access.port, access.username, access.password)
    with closing(device):
        found = _clock_offset(device)
    return None if found is None else found.total_seconds()


def snapshot(access: Access) -> bytes:
    """One JPEG from the address that the device names for it."""
    with closing(_open(access)) as device:
        chosen = _chosen(device.media("GetProfiles"), access.profile)
        answer = device.media("GetSnapshotUri", ProfileToken=chosen.token)
        address = _reachable(answer.Uri, access.host)
    with requests.Session() as session:
        session.trust_env = False
        session.auth = HTTPDigestAuth(access.username, access.password)
        try:
            response = session.get(address, timeout=TIMEOUT_S)
            response.raise_for_status()
        except requests.RequestException as failure:
            raise problem_of(failure) from None
        return response.content


def _open(access: Access) -> Device:
    """A session with the device, its clock's error known."""
    device = Device(access.host, access.port, access.username, access.password)
    try:
        device.clock_offset = _clock_offset(device) or timedelta(0)
    except DeviceError:
        device.close()
        raise
    return device


def _clock_offset(device: Device) -> timedelta | None:
    found = quickest(lambda: _clock_asked(device))
    return None if found is None else timedelta(seconds=found)


def _clock_asked(device: Device) -> Answer | None:
    before = datetime.now(UTC)
    told = _time_told(device)
    took = datetime.now(UTC) - before
    if told is None:
        return None
    # The camera tells whole seconds: on average it is half a second past what it says.
    apart = told + timedelta(seconds=0.5) - (before + took / 2)
    return Answer(apart.total_seconds(), took.total_seconds())


def _time_told(device: Device) -> datetime | None:
    try:
        told = device.management("GetSystemDateAndTime", anonymous=True).UTCDateTime
    except DeviceError as refusal:
        if not refusal.permanent:
            raise
        # Every camera should tell its time to anybody; some makes do not.
        told = device.management("GetSystemDateAndTime").UTCDateTime
    if told is None:
        return None
    date, time = told.Date, told.Time
    second = min(time.Second, 59)
    try:
        return datetime(date.Year, date.Month, date.Day, time.Hour, time.Minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _chosen(profiles: Sequence[Any], wanted: str) -> Any:
    if not profiles:
        raise DeviceError("the camera has no media profile", permanent=True)
    if not wanted:
        return profiles[0]
    for profile in profiles:
        if wanted in (profile.token, profile.Name):
            return profile
    known = ", ".join(profile.Name for profile in profiles)
    raise DeviceError(f"the camera has no profile {wanted}; it has: {known}", permanent=True)


def _stream_of(device: Device, access: Access, profile: Any) -> str:
    answer = device.media("GetStreamUri", StreamSetup=_STREAM, ProfileToken=profile.token)
    return _reachable(answer.Uri, access.host)


def _reachable(uri: str, host: str) -> str:
    """The address at the host we were given: what a camera believes its own address to be may be wrong."""
    parts = urlsplit(uri.strip())
    port = f":{parts.port}" if parts.port else ""
    name = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=f"{name}{port}").geturl()


def _profile(profile: Any, uri: str) -> StreamProfile:
    video = profile.VideoEncoderConfiguration
    if video is None:
        return StreamProfile(profile.token, profile.Name, uri)
    size = video.Resolution
    return StreamProfile(
        profile.token, profile.Name, uri, size.Width, size.Height, str(video.Encoding)
    )
