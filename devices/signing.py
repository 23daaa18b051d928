"""RSA2 as platforms mean it: SHA256withRSA, Base64, over the sorted `key=value` pairs of a message."""

import base64
import binascii
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from devices.interfaces import DeviceError

SMALLEST_KEY = 2048


def canonical(message: Mapping[str, Any]) -> bytes:
    """What is signed: every key but `sign` that has a value, sorted, `k=v` joined by `&`, in UTF-8."""
    pairs = (
        f"{key}={_text(value)}"
        for key, value in sorted(message.items())
        if key != "sign" and value not in (None, "", [], {})
    )
    return "&".join(pairs).encode()


def sign(message: Mapping[str, Any], key: rsa.RSAPrivateKey) -> str:
    signature = key.sign(canonical(message), padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(signature).decode()


def verified(message: Mapping[str, Any], key: rsa.RSAPublicKey) -> bool:
    """Whether the `sign` in the message was made over the rest of it with the other half of the key."""
    try:
        signature = base64.b64decode(str(message.get("sign", "")), validate=True)
        key.verify(signature, canonical(message), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True


def private_key(pem_or_path: str) -> rsa.RSAPrivateKey:
    """The key given as PEM text or as the path of a PEM file; raises DeviceError with the reason."""
    try:
        pem = _pem(pem_or_path)
        key = serialization.load_pem_private_key(pem, password=None)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DeviceError(f"the private key cannot be read: {reason}", permanent=True) from None
    except (ValueError, TypeError):
        raise DeviceError("this is not an unencrypted PEM private key", permanent=True) from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise DeviceError("RSA2 wants an RSA key of 2048 bits or more", permanent=True)
    return key


def public_key(pem: bytes | str) -> rsa.RSAPublicKey:
    key = serialization.load_pem_public_key(pem.encode() if isinstance(pem, str) else pem)
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError("not an RSA public key")
    return key


def generate_keys(folder: Path) -> tuple[Path, Path]:
    """The private and the public key file in `folder`, made on the first call; only we can read the private one."""
    private, public = folder / "platform_private.pem", folder / "platform_public.pem"
    folder.mkdir(parents=True, exist_ok=True)
    if not private.exists():
        made = rsa.generate_private_key(public_exponent=65537, key_size=SMALLEST_KEY)
        pem = made.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        _write(private, pem, 0o600)
    # Taken from the private one each time: a kill between two files must not leave half a pair.
    _write(public, public_pem(private_key(str(private))), 0o644)
    return private, public


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    """What the platform's operator is given."""
    return key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _pem(pem_or_path: str) -> bytes:
    text = pem_or_path.strip()
    return text.encode() if text.startswith("-----BEGIN") else Path(text).read_bytes()


def _write(path: Path, content: bytes, mode: int) -> None:
    draft = path.with_name(path.name + ".new")
    with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
