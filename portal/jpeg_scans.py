"""How often the pixels of a JPEG are gone over: a file made to keep a server busy does it a hundred thousand times."""

import re

MOST = 64
"""A camera's has a dozen at most. Each costs a look at every pixel, however few bytes it takes."""
_START, _END = 0xDA, 0xD9
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_WITHOUT_LENGTH = frozenset({0x01, 0xD8, *range(0xD0, 0xD8)})


def too_many(content: bytes) -> bool:
    """Whether there are more than a camera makes before the picture's end; what stands behind that counts nothing."""
    if not content.startswith(b"\xff\xd8"):
        return False
    at, found = 2, 0
    while (marker := _MARKER.search(content, at)) and content[marker.end() - 1] != _END:
        kind, at = content[marker.end() - 1], marker.end()
        found += kind == _START
        if found > MOST:
            return True
        if kind not in _WITHOUT_LENGTH:
            at += int.from_bytes(content[at : at + 2], "big")
    return False
