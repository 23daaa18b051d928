"""Signed notes, as transparency logs write them (c2sp.org/signed-note), with Ed25519 keys; pure."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
_SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]{91}=?)")


@dataclass(frozen=True, slots=True)
class Note:
    """A text, whose last line ends with a newline, and one signature under a key of this name."""

    text: str
    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        told = b64encode(self.key_id + self.signature).decode()
        return f"{self.text}\n— {self.name} {told}\n"

    def is_signed_by(self, public_key: bytes) -> bool:
        """Whether the signature is that of this raw key (32 bytes) over exactly this text."""
        if self.key_id != key_id(self.name, public_key):
            return False
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(
                self.signature, self.text.encode()
            )
        except (InvalidSignature, ValueError):
            return False
        return True


def sign(text: str, name: str, key: Ed25519PrivateKey) -> Note:
    """Sign a text of whole lines under a name, which has neither spaces nor a plus."""
    public = key.public_key().public_bytes_raw()
    return Note(text, name, key_id(name, public), key.sign(text.encode()))


def key_id(name: str, public_key: bytes) -> bytes:
    """Four bytes by which a signature names its key."""
    return sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """The public key as checkers of signed notes take it: name+id+key."""
    told = b64encode(ED25519 + public_key).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{told}"


def found_in(text: str, lines: int) -> Iterator[Note]:
    """Every note of so many lines in any text: a mail with words about it, quoted or indented."""
    plain = [re.sub(r"^[>\s]+|\s+$", "", line) for line in text.lstrip("\ufeff").splitlines()]
    for place, line in enumerate(plain):
        match = _SIGNATURE.fullmatch(line)
        begin = place - lines - 1
        if match is None or begin < 0 or plain[place - 1]:
            continue
        told = b64decode(match[2])
        body = "".join(f"{each}\n" for each in plain[begin : place - 1])
        yield Note(body, match[1], told[:4], told[4:])
