"""One link of the chain: what its bytes must be, given its columns and the link before it."""

import json
from hashlib import sha256


def link_problem(
    seq: int, at: str, kind: str, previous: str, content: bytes, digest: str
) -> tuple[bytes | None, str]:
    """The body as it was hashed, and what is wrong with the entry, empty when nothing is.

    Canonical JSON of fixed keys has one form only, so the bytes about the body are compared rather than parsed.
    """
    if sha256(content).hexdigest() != digest:
        return None, "its bytes are not the ones that were hashed"
    before = f'{{"at":"{at}","body":'.encode()
    after = f',"kind":"{kind}","previous":"{previous}","seq":{seq}}}'.encode()
    if content.startswith(before) and content.endswith(after):
        return content[len(before) : -len(after)], ""
    return _told_otherwise(content, previous)


def _told_otherwise(content: bytes, previous: str) -> tuple[bytes | None, str]:
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        return None, "its bytes are no entry"
    if told.get("previous") != previous:
        return _body(content), "it does not follow the entry before it"
    return _body(content), "its columns differ from what was hashed"


def _body(content: bytes) -> bytes | None:
    """The body between its neighbours; what stands there is whole, since the bytes are the hashed ones."""
    begin = content.find(b'"body":')
    end = content.rfind(b',"kind":"')
    return content[begin + len(b'"body":') : end] if 0 <= begin < end else None
