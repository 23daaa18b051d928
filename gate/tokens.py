"""The secret half of a link or a session: handed out once, and kept as nothing but its hash."""

import hashlib
import secrets


def fresh() -> str:
    """A new one, of 256 random bits, that stands in an address as it is."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept in its place; so random a text needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()
