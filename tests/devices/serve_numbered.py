"""A camera in a process of its own, which can be halted and killed: the first argument is its port."""

import signal
import sys

from devices.simulated.rtsp_server import RtspServer
from tests.devices.moving_pictures import Played, numbered

if __name__ == "__main__":
    server = RtspServer("127.0.0.1", int(sys.argv[1]), Played(numbered()))
    server.start()
    print(server.port, flush=True)
    signal.pause()
