"""What a file that was sent as a picture is by its first bytes, whatever its name says."""

import re

TAKEN = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""JPEG and PNG, which every browser shows."""
_APPLE = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevm", b"mif1", b"msf1", b"avif")
_SVG = re.compile(rb"^\s*(<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<svg\b", re.I | re.S)
HEAD = 4096


def problem_of(head: bytes) -> str | None:
    """The key of the sentence about a file that begins so; None where it may be a picture that we take."""
    if not head:
        return "picture_empty"
    if head.startswith(TAKEN):
        return None
    if b"%PDF-" in head[:1024]:
        return "picture_is_pdf"
    if head[4:8] == b"ftyp":
        return "picture_is_heic" if head[8:12].lower() in _APPLE else "picture_is_film"
    if head.startswith(b"GIF8") or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture_is_gif"
    if _SVG.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "picture_is_svg"
    return "not_a_picture"
