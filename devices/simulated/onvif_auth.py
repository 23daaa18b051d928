"""WS-UsernameToken with PasswordDigest, judged as strictly as a camera does: user, proof, time, nonce."""

import base64
import binascii
import hashlib
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

_SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-{}-1.0.xsd"
_WSSE = f"{{{_SECURITY.format('secext')}}}"
_WSU = f"{{{_SECURITY.format('utility')}}}"
WINDOW = timedelta(seconds=60)


class TokenGuard:
    """Knows one user. `now` is the camera's own clock, which need not be right."""

    def __init__(
        self, username: str, password: str, now: Callable[[], datetime], *, refuse_replays: bool
    ) -> None:
        self._username = username
        self._password = password
        self._now = now
        self._refuse_replays = refuse_replays
        self._seen: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def admits(self, envelope: Element) -> bool:
        """Whether the envelope's security header proves the password, now and for the first time."""
        token = envelope.find(f".//{_WSSE}UsernameToken")
        if token is None or token.findtext(f"{_WSSE}Username") != self._username:
            return False
        nonce = token.findtext(f"{_WSSE}Nonce", "")
        created = token.findtext(f"{_WSU}Created", "")
        given = token.findtext(f"{_WSSE}Password", "")
        try:
            proof = self._proof(base64.b64decode(nonce, validate=True), created)
            at = datetime.fromisoformat(created)
        except (binascii.Error, ValueError):
            return False
        if not secrets.compare_digest(proof.encode(), given.strip().encode()):
            return False
        return self._timely(at) and self._first_time(nonce)

    def _proof(self, nonce: bytes, created: str) -> str:
        digest = hashlib.sha1(
            nonce + created.encode() + self._password.encode(), usedforsecurity=False
        )
        return base64.b64encode(digest.digest()).decode()

    def _timely(self, at: datetime) -> bool:
        return at.tzinfo is not None and abs(at - self._now()) <= WINDOW

    def _first_time(self, nonce: str) -> bool:
        now = self._now()
        with self._lock:
            self._seen = {old: at for old, at in self._seen.items() if now - at <= 2 * WINDOW}
            known = nonce in self._seen
            self._seen[nonce] = now
        return not (known and self._refuse_replays)
