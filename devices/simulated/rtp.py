"""H.264 pictures cut into RTP packets (RFC 6184) and framed for RTSP over TCP (RFC 2326, 10.12)."""

import base64
import re
import struct
import time
from collections.abc import Iterator

CLOCK_RATE = 90_000
PAYLOAD_TYPE = 96
MAX_PAYLOAD = 1400

_START_CODE = re.compile(rb"\x00\x00+\x01")
_FU_A = 28
_SPS, _PPS = 7, 8
_UNIX_TO_NTP = 2_208_988_800


def nal_units(annex_b: bytes) -> list[bytes]:
    """The NAL units of an Annex B stream, without their start codes."""
    return [unit for unit in _START_CODE.split(annex_b) if unit]


def parameter_sets(units: list[bytes]) -> tuple[bytes, bytes] | None:
    """The sequence and picture parameter sets among the units, when both are there."""
    by_type = {unit[0] & 0x1F: unit for unit in units}
    if _SPS in by_type and _PPS in by_type:
        return by_type[_SPS], by_type[_PPS]
    return None


def describe_h264(address: str, sps: bytes, pps: bytes) -> str:
    """The session description of one H.264 stream."""
    sprop = ",".join(base64.b64encode(unit).decode() for unit in (sps, pps))
    lines = [
        "v=0",
        f"o=- {int(time.time())} 1 IN IP4 {address}",
        "s=Media Presentation",
        f"c=IN IP4 {address}",
        "t=0 0",
        "a=control:*",
        "a=range:npt=now-",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} H264/{CLOCK_RATE}",
        f"a=fmtp:{PAYLOAD_TYPE} packetization-mode=1;"
        f"profile-level-id={sps[1:4].hex().upper()};sprop-parameter-sets={sprop}",
        "a=control:trackID=1",
    ]
    return "\r\n".join(lines) + "\r\n"


def _payloads(unit: bytes) -> Iterator[bytes]:
    """A NAL unit as it travels: whole when small, in fragments (FU-A) when not."""
    if len(unit) <= MAX_PAYLOAD:
        yield unit
        return
    indicator = (unit[0] & 0xE0) | _FU_A
    kind = unit[0] & 0x1F
    body = unit[1:]
    step = MAX_PAYLOAD - 2
    for start in range(0, len(body), step):
        first = 0x80 if start == 0 else 0
        last = 0x40 if start + step >= len(body) else 0
        yield bytes((indicator, first | last | kind)) + body[start : start + step]


def interleaved(channel: int, packet: bytes) -> bytes:
    """A packet framed for the RTSP connection itself."""
    return struct.pack(">cBH", b"$", channel, len(packet)) + packet


class Packetiser:
    """Numbers the packets of one stream; all its viewers get the same packets."""

    def __init__(self, ssrc: int) -> None:
        self.ssrc = ssrc
        self._sequence = 0
        self._packets = 0
        self._octets = 0

    def packets(self, units: list[bytes], timestamp: int) -> list[bytes]:
        """The RTP packets of one picture; the last one carries the marker."""
        *others, last = [payload for unit in units for payload in _payloads(unit)]
        packets = [self._packet(payload, timestamp) for payload in others]
        return [*packets, self._packet(last, timestamp, marker=True)]

    def _packet(self, payload: bytes, timestamp: int, *, marker: bool = False) -> bytes:
        kind = PAYLOAD_TYPE | (0x80 if marker else 0)
        header = struct.pack(">BBHII", 0x80, kind, self._sequence, timestamp, self.ssrc)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._packets = (self._packets + 1) & 0xFFFFFFFF
        self._octets = (self._octets + len(payload)) & 0xFFFFFFFF
        return header + payload

    def sender_report(self, timestamp: int) -> bytes:
        """RTCP: which wall-clock time the RTP timestamp stands for."""
        seconds, fraction = divmod(time.time() + _UNIX_TO_NTP, 1)
        report = struct.pack(
            ">BBHIIIIII",
            *(0x80, 200, 6, self.ssrc),
            *(int(seconds), int(fraction * 2**32), timestamp, self._packets, self._octets),
        )
        name = b"greengate"
        item = struct.pack(">IBB", self.ssrc, 1, len(name)) + name
        item += b"\x00" * (4 - len(item) % 4)
        return report + struct.pack(">BBH", 0x81, 202, len(item) // 4) + item
