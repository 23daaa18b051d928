"""A regulator's platform that takes signed passages, checks them and remembers each of them once."""

import json
import socket
import sys
import threading
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import structlog

from devices import signing
from devices.simulated.accepted_rows import AcceptedRows, Row
from devices.simulated.passage_rules import faults

BEIJING = timezone(timedelta(hours=8))
STAMP = "%Y-%m-%d %H:%M:%S"
CLOCK_WINDOW = timedelta(minutes=5)
LARGEST_BODY = 20_000_000
IDLE_S = 30.0
PASSAGES, LISTED = PATHS = ("/passages", "/exceedances")
EXCEEDANCES = "exceedances.json"
"""The over-emission list that this platform gives, beside what it has accepted."""
ENVELOPE = {"appId", "timestamp", "nonce", "sign"}

log = structlog.get_logger()

Answer = tuple[int, dict[str, Any]]


class PlatformServer:
    """Listens once started. `away` drops every connection unanswered, `busy` answers 503 to all."""

    def __init__(
        self, host: str, port: int, *, app_id: str, public_key_pem: bytes | str, folder: Path
    ) -> None:
        self.host, self.port = host, port
        self.away = False
        self.busy = False
        self._app_id = app_id
        self._key = signing.public_key(public_key_pem)
        self._path = folder / "platform.jsonl"
        self._nonces: dict[str, datetime] = {}
        self._lock = threading.Lock()
        self._accepted: AcceptedRows | None = None
        self._http: _Http | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """What a connector's `base_url` should say."""
        return f"http://{self.host}:{self.port}"

    @property
    def rows(self) -> list[Row]:
        """What was accepted, in the order it came; pictures by their hash."""
        return [] if self._accepted is None else self._accepted.rows

    def start(self) -> None:
        self._accepted = AcceptedRows(self._path)
        self._http = _Http((self.host, self.port), self)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(0.05,), name=f"platform-{self.port}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        if self._http is None or self._thread is None or self._accepted is None:
            return
        self._http.shutdown()
        self._thread.join()
        self._http.hang_up()
        self._http.server_close()
        self._accepted.close()
        self._http = self._thread = None

    def answer(self, path: str, body: bytes) -> Answer:
        """The status and the JSON for one request."""
        if self.busy:
            return _said(HTTPStatus.SERVICE_UNAVAILABLE, "系统繁忙")
        if path not in PATHS:
            return _said(HTTPStatus.NOT_FOUND, "接口不存在")
        try:
            message = json.loads(body)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            return _said(HTTPStatus.BAD_REQUEST, "报文不是JSON对象")
        if distrust := self._distrust(message):
            return _said(HTTPStatus.UNAUTHORIZED, distrust)
        return self._list() if path == LISTED else self._take(message)

    def _distrust(self, message: dict[str, Any]) -> str | None:
        if message.get("appId") != self._app_id:
            return "appId未登记"
        if not signing.verified(message, self._key):
            return "签名错误"
        now = datetime.now(BEIJING)
        try:
            sent = datetime.strptime(str(message.get("timestamp")), STAMP).replace(tzinfo=BEIJING)
        except ValueError:
            return "timestamp格式错误"
        if abs(now - sent) > CLOCK_WINDOW:
            return "timestamp超出允许范围，请校准时钟"
        return None if self._is_new(str(message.get("nonce") or ""), now) else "nonce重复或缺失"

    def _is_new(self, nonce: str, now: datetime) -> bool:
        with self._lock:
            # Older ones are refused by their time; forgetting all in a crash is harmless, rows are kept once.
            horizon = now - 2 * CLOCK_WINDOW
            self._nonces = {name: at for name, at in self._nonces.items() if at > horizon}
            if not nonce or nonce in self._nonces:
                return False
            self._nonces[nonce] = now
            return True

    def _list(self) -> Answer:
        """The over-emission list as it lies in the folder now; a person may edit it while the plant runs."""
        path = self._path.with_name(EXCEEDANCES)
        try:
            rows = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        except ValueError:
            return _said(HTTPStatus.INTERNAL_SERVER_ERROR, "名单文件损坏")
        return _said(HTTPStatus.OK, "成功", rows=rows, total=len(rows))

    def _take(self, message: dict[str, Any]) -> Answer:
        if wrong := faults(message):
            listed = "；".join(f"{name} {what}" for name, what in wrong.items())
            return _said(HTTPStatus.UNPROCESSABLE_ENTITY, f"校验失败：{listed}")
        row = {name: value for name, value in message.items() if name not in ENVELOPE}
        row["photos"] = [
            {"role": photo["role"], "sha256": photo["sha256"]} for photo in row["photos"]
        ]
        row["received_at"] = datetime.now(BEIJING).isoformat(timespec="milliseconds")
        assert self._accepted is not None
        kept = self._accepted.keep(message["serial_no"], row)
        return _said(HTTPStatus.OK, "成功", receipt=kept["receipt"])


def _said(status: HTTPStatus, message: str, **more: Any) -> Answer:
    return status, {"code": int(status), "message": message, **more}


class _Http(ThreadingHTTPServer):
    """Knows its open connections, so that stopping and being away reach those kept alive."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], platform: PlatformServer) -> None:
        self.platform = platform
        self._open: set[socket.socket] = set()
        super().__init__(address, _Request)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return not self.platform.away

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):  # a client that hung up is no news
            log.error("platform request failed", problem=repr(error), exc_info=True)

    def hang_up(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # its client was quicker


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = IDLE_S
    server: _Http

    def do_POST(self) -> None:
        platform = self.server.platform
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            return self._reply(*_said(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "报文过大"))
        body = self.rfile.read(int(length))
        if platform.away:
            self.close_connection = True
            return None
        return self._reply(*platform.answer(self.path, body))

    def _reply(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content, ensure_ascii=False).encode()
        # An unread body would be taken for the next request.
        self.close_connection |= status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: what was accepted is in the file, what was refused is in the answer."""
