"""Digest access authentication (RFC 2069) as cameras ask it of RTSP and HTTP clients."""

import hashlib
import re
import secrets

_FIELD = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^,\s]*))')


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class DigestGuard:
    """Asks for one user's name and password; without a user name it lets everybody in."""

    def __init__(self, username: str | None, password: str | None, realm: str = "camera") -> None:
        self._username = username
        self._password = password or ""
        self._realm = realm
        self._nonce = secrets.token_hex(16)
        self.refusals = 0

    @property
    def challenge(self) -> str:
        """The value of WWW-Authenticate."""
        return f'Digest realm="{self._realm}", nonce="{self._nonce}"'

    def admits(self, method: str, authorization: str | None) -> bool:
        """Whether the value of Authorization proves the password for this method."""
        proved = self._username is None or self._proves(method, authorization)
        self.refusals += not proved
        return proved

    def _proves(self, method: str, authorization: str | None) -> bool:
        scheme, _, rest = (authorization or "").partition(" ")
        if scheme.lower() != "digest":
            return False
        given = {name.lower(): quoted or bare for name, quoted, bare in _FIELD.findall(rest)}
        if given.get("username") != self._username or given.get("nonce") != self._nonce:
            return False
        user = _md5(f"{self._username}:{self._realm}:{self._password}")
        request = _md5(f"{method}:{given.get('uri', '')}")
        proof = _md5(f"{user}:{self._nonce}:{request}")
        return secrets.compare_digest(proof, given.get("response", ""))
