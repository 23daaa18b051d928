"""GStreamer's own RTSP server playing a clip: a peer that shares no code with ours.

Run by the system's Python, which has the bindings: gstreamer_camera.py CLIP USER PASSWORD. The clip is pictures, each
with its length in four bytes before it. Prints the port and plays until killed.
"""

# mypy: disable-error-code="import-not-found,no-untyped-def,no-untyped-call"
# (The system's Python runs this; its bindings are not in our environment.)

import struct
import sys
import threading
import time
from itertools import count
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

FRAME_NS = 1_000_000_000 // 25
LAUNCH = (
    "( appsrc name=source is-live=true format=time caps=video/x-h264,stream-format=byte-stream,"
    "alignment=au,framerate=25/1 ! h264parse ! rtph264pay name=pay0 pt=96 )"
)


def pictures(clip):
    data, at = clip.read_bytes(), 0
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 4 + length]
        at += 4 + length


def feed(source, units):
    begin = time.monotonic()
    for number in count():
        buffer = Gst.Buffer.new_wrapped(units[number % len(units)])
        buffer.pts = buffer.dts = number * FRAME_NS
        buffer.duration = FRAME_NS
        if source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
            return
        time.sleep(max(0.0, begin + (number + 1) / 25 - time.monotonic()))


def secure(server, factory, user, password):
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_digest(user, password, token)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)
    server.set_auth(auth)


def main(clip, user, password):
    Gst.init(None)
    units = list(pictures(Path(clip)))
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(LAUNCH)
    factory.set_shared(True)

    def configured(_factory, media):
        source = media.get_element().get_by_name("source")
        threading.Thread(target=feed, args=(source, units), daemon=True).start()

    factory.connect("media-configure", configured)
    secure(server, factory, user, password)
    server.get_mount_points().add_factory("/cam", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main(*sys.argv[1:])
