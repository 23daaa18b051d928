"""The SOAP face of a camera: ONVIF device and media services behind WS-UsernameToken."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree

from devices.interfaces import FoundCamera
from devices.simulated import onvif_messages as messages
from devices.simulated.digest import DigestGuard
from devices.simulated.onvif_auth import TokenGuard
from devices.simulated.segments import HEIGHT, WIDTH

_BODY = "{http://www.w3.org/2003/05/soap-envelope}Body"
_MAX_REQUEST = 65_536
_OPEN_TO_ALL = frozenset({"GetSystemDateAndTime"})


class OnvifCamera:
    """One camera's web service; `port` 0 takes a free one, `clock_offset` seconds is how wrong its clock is.

    `advertised` is the address it believes to have (cameras behind a router report an inner one), `substream_uri` adds
    a second profile, `snapshot` gives the JPEG behind GetSnapshotUri.
    """

    def __init__(
        self,
        host: str,
        port: int,
        rtsp_uri: str,
        *,
        username: str,
        password: str,
        uuid: str,
        name: str,
        clock_offset: float = 0,
        refuse_replays: bool = True,
        advertised: str | None = None,
        substream_uri: str | None = None,
        snapshot: Callable[[], bytes] | None = None,
    ) -> None:
        self.host = host
        self.port = port
        self.uuid = uuid
        self.name = name
        self.requests: list[str] = []
        self._streams = {"main": rtsp_uri}
        if substream_uri:
            self._streams["sub"] = substream_uri
        self._clock_offset = timedelta(seconds=clock_offset)
        self._advertised = advertised
        self._snapshot = snapshot
        self._tokens = TokenGuard(username, password, self.now, refuse_replays=refuse_replays)
        self._digests = DigestGuard(username, password)
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """Where the device service answers, as the camera itself sees it."""
        return f"{self._base}/onvif/device_service"

    @property
    def announcement(self) -> FoundCamera:
        """What it tells those who look for cameras."""
        return FoundCamera(self.address, f"urn:uuid:{self.uuid}", self.name, "simulated")

    @property
    def _base(self) -> str:
        return f"http://{self._advertised or self.host}:{self.port}"

    def now(self) -> datetime:
        """The camera's own clock."""
        return datetime.now(UTC) + self._clock_offset

    def start(self) -> None:
        """Answer from a thread; raises OSError when the port cannot be had."""
        self._server = _Server((self.host, self.port), _handler_of(self))
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name=f"onvif:{self.port}",
            daemon=True,
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and give the port back."""
        if self._server is None or self._thread is None:
            return
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._server = self._thread = None

    def answer(self, request: bytes) -> tuple[int, bytes]:
        """The HTTP status and the envelope for one SOAP request."""
        try:
            envelope = ElementTree.fromstring(request)
            operation = envelope.find(f"{_BODY}/*")
        except ElementTree.ParseError:
            operation = None
        if operation is None:
            return 400, messages.envelope(messages.fault("WellFormed", "Not a SOAP request"))
        name = operation.tag.partition("}")[2]
        self.requests.append(name)
        if name not in _OPEN_TO_ALL and not self._tokens.admits(envelope):
            return 400, messages.envelope(messages.fault("NotAuthorized", "Sender not authorized"))
        token = next((part.text or "" for part in operation if "ProfileToken" in part.tag), "")
        body = self._body(name, token)
        return (200 if body.startswith(("<tds", "<trt")) else 400), messages.envelope(body)

    def picture(self, method: str, authorization: str | None) -> tuple[int, bytes]:
        """The HTTP status and the JPEG of a snapshot request."""
        if self._snapshot is None:
            return 404, b""
        if not self._digests.admits(method, authorization):
            return 401, b""
        return 200, self._snapshot()

    @property
    def challenge(self) -> str:
        return self._digests.challenge

    def _body(self, operation: str, token: str) -> str:
        plain = {
            "GetSystemDateAndTime": lambda: messages.date_and_time(self.now()),
            "GetDeviceInformation": lambda: messages.information(self.name, self.uuid),
            "GetCapabilities": lambda: messages.capabilities(self._base),
            "GetServices": lambda: messages.services(self._base),
            "GetProfiles": self._profiles,
        }
        if operation in plain:
            return plain[operation]()
        if operation not in ("GetStreamUri", "GetSnapshotUri"):
            return messages.fault("ActionNotSupported", f"{operation} is not implemented")
        if token not in self._streams:
            return messages.fault("NoProfile", f"There is no profile {token}")
        snapshot = f"{self._base}/snapshot/{token}.jpg"
        uri = self._streams[token] if operation == "GetStreamUri" else snapshot
        return messages.media_uri(operation, uri)

    def _profiles(self) -> str:
        sizes = {"main": (WIDTH, HEIGHT), "sub": (640, 360)}
        return messages.profiles(
            "".join(messages.profile(token, *sizes[token]) for token in self._streams)
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True


def _handler_of(camera: OnvifCamera) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length", "0")), _MAX_REQUEST)
            status, envelope = camera.answer(self.rfile.read(length))
            self._send(status, "application/soap+xml; charset=utf-8", envelope)

        def do_GET(self) -> None:
            status, jpeg = camera.picture("GET", self.headers.get("Authorization"))
            self._send(status, "image/jpeg", jpeg)

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status == 401:
                self.send_header("WWW-Authenticate", camera.challenge)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: a camera has no console."""

    return Handler
