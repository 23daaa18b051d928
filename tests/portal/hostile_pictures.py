"""Files that are sent as pictures and are none, or more than that: each with the key of its sentence."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from portal import uploads

SECRET = b"<script>alert('greengate')</script>"


def jpeg(size: tuple[int, int] = (640, 480), **options: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, "JPEG", quality=80, **options)
    return out.getvalue()


def png(**options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (64, 48), (20, 120, 60, 128)).save(out, "PNG", **options)
    return out.getvalue()


def with_whereabouts() -> bytes:
    """A telephone's photograph: lying on its side, with the place where it was taken and a note."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned right
    exif[0x010E] = "Driver Wang, home"
    exif.get_ifd(0x8825).update({1: "N", 2: (39.0, 38.0, 12.5), 3: "E", 4: (118.0, 10.0, 48.0)})
    return jpeg(exif=exif, comment=b"secret")


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))


def _png(width: int, height: int, *chunks: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + b"".join(chunks) + _chunk(b"IEND", b"")


def _bomb() -> bytes:
    """65,000 × 65,000 pixels of nothing in a few kilobytes."""
    return _png(65_000, 65_000, _chunk(b"IDAT", zlib.compress(b"\0" * 5_000_000)))


def _swollen() -> bytes:
    """A tiny picture whose note unpacks to a hundred megabytes."""
    note = b"note\0\0" + zlib.compress(b"a" * 100_000_000)
    pixels = zlib.compress(b"\0\0\0\0")
    return _png(1, 1, _chunk(b"zTXt", note), _chunk(b"IDAT", pixels))


def _moving(form: str) -> bytes:
    frames = [Image.new("RGB", (32, 32), (shade, 0, 0)) for shade in (0, 128, 255)]
    out = io.BytesIO()
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


def _gone_over(times: int) -> bytes:
    """A progressive picture whose last scan comes again and again, at 87 bytes and 20 ms each."""
    out = io.BytesIO()
    Image.new("L", (7000, 5700), 90).save(out, "JPEG", progressive=True, quality=50)
    content = out.getvalue()
    last = content[content.rindex(b"\xff\xc4", 0, content.rindex(b"\xff\xda")) : -2]
    return content[:-2] + last * times + b"\xff\xd9"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("licence.jpg", jpeg((32, 32)))
    return out.getvalue()


HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200
FILM = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0" * 200
SVG = (
    b"<?xml version='1.0'?><!-- x --><svg xmlns='http://www.w3.org/2000/svg'>" + SECRET + b"</svg>"
)

REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "picture_empty"),
    "a PDF": (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "picture_is_pdf"),
    "a PDF behind a stray line": (b"\r\n%PDF-1.4\n", "picture_is_pdf"),
    "a drawing": (SVG, "picture_is_svg"),
    "a drawing behind a mark": (b"\xef\xbb\xbf  <svg onload='x()'/>", "picture_is_svg"),
    "an iPhone's picture": (HEIC, "picture_is_heic"),
    "an AVIF": (HEIC.replace(b"heic", b"avif"), "picture_is_heic"),
    "a film": (FILM, "picture_is_film"),
    "a GIF": (_moving("GIF"), "picture_is_gif"),
    "a moving PNG": (_moving("PNG"), "picture_is_gif"),
    "a WebP": (_moving("WEBP"), "picture_is_gif"),
    "a page": (b"<!DOCTYPE html><html>" + SECRET, "not_a_picture"),
    "an archive": (_zip(), "not_a_picture"),
    "a program": (b"MZ\x90\0" + b"\0" * 200, "not_a_picture"),
    "a workbook of the old kind": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "not_a_picture"),
    "noise": (bytes(range(256)) * 8, "not_a_picture"),
    "half a photograph": (jpeg()[:9_000], "picture_damaged"),
    "a photograph's first bytes": (b"\xff\xd8\xff\xe0", "picture_damaged"),
    "half a PNG": (png()[:60], "picture_damaged"),
    "a bomb of pixels": (_bomb(), "picture_too_many_pixels"),
    "a swollen note": (_swollen(), "picture_damaged"),
    "a photograph that keeps one busy": (_gone_over(100_000), "picture_damaged"),
    "too many bytes": (b"\xff\xd8\xff" + b"\0" * uploads.MOST_BYTES, "picture_too_large"),
}
TWO_THINGS: dict[str, bytes] = {
    "a photograph with a film behind it": jpeg(progressive=True)
    + FILM
    + b"\xff\xda\0\2" * 900
    + SECRET,
    "a photograph with a page behind it": jpeg() + SECRET,
    "a photograph with a page in its comment": jpeg(comment=SECRET),
    "a photograph that is an archive": jpeg() + _zip() + SECRET,
    "a photograph that is a PDF": jpeg(comment=b"%PDF-1.4 " + SECRET),
    "a PNG with a page behind it": png() + SECRET,
}
