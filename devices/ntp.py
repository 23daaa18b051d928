"""How far this machine's clock is off, by one question to a time server (SNTP, RFC 4330)."""

import socket
import struct
import time

from devices.clock_asked import Answer, quickest
from devices.interfaces import DeviceError

PORT = 123
ASK = b"\x23" + bytes(47)
"""Version 4, client; nothing else is told."""
SINCE_1900 = 2_208_988_800
UNSYNCHRONISED = 16


def offset_s(server: str, *, timeout: float = 3.0) -> float:
    """Our clock minus the server's, in seconds; raises DeviceError. `server` is a host, or host:port."""
    found = quickest(lambda: _ask(server, timeout))
    assert found is not None  # a server that does not know the time is a fault
    return found


def _ask(server: str, timeout: float) -> Answer:
    host, _, port = server.partition(":")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.settimeout(timeout)
            line.connect((host, int(port or PORT)))
            sent = time.time()
            line.send(ASK)
            answer = line.recv(512)
            came = time.time()
    except (OSError, ValueError) as error:
        raise DeviceError(f"the time server {server} does not answer: {error}") from error
    if len(answer) < 48 or answer[0] & 7 != 4 or not 0 < answer[1] < UNSYNCHRONISED:
        raise DeviceError(f"the time server {server} does not know the time itself")
    received, transmitted = (_moment(answer[at : at + 8]) for at in (32, 40))
    apart = ((sent - received) + (came - transmitted)) / 2
    return Answer(apart, (came - sent) - (transmitted - received))


def _moment(field: bytes) -> float:
    seconds, fraction = struct.unpack(">II", field)
    return float(seconds - SINCE_1900 + fraction / 2**32)
