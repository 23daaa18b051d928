"""A time server on loopback, whose clock may differ from ours."""

import socket
import struct
import threading
import time

from devices import ntp


class TimeServer:
    """Answers like a time server whose clock differs from ours by so many seconds."""

    def __init__(self) -> None:
        self.ahead_s, self.stratum = 0.0, 2
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._line.getsockname()[1]}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while True:
            asked, whom = self._line.recvfrom(512)
            if not asked:
                return
            now = time.time() + self.ahead_s + ntp.SINCE_1900
            stamp = struct.pack(">II", int(now), int(now % 1 * 2**32))
            self._line.sendto(
                bytes([0x24, self.stratum]) + bytes(22) + bytes(8) + stamp + stamp, whom
            )

    def close(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.sendto(b"", self._line.getsockname())
        self._thread.join()
        self._line.close()
