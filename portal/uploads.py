"""Pictures that people send: looked at, turned upright, freed of what a camera hid in them, and kept."""

import io
import os
import struct
import warnings

from PIL import Image, ImageOps
from werkzeug.datastructures import FileStorage, MultiDict

from gate.evidence import EvidenceError, Store
from portal import jpeg_scans, picture_kinds

LONGEST_SIDE = 2400
FORMATS = ("JPEG", "PNG")
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000


class Refused(Exception):
    """A picture that is not taken, and the key of its sentence."""


def keep(
    files: MultiDict[str, FileStorage], names: tuple[str, ...], store: Store
) -> tuple[dict[str, str], dict[str, str]]:
    """The fingerprint of each picture that was sent, and the mistake of each that is none."""
    kept: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in names:
        file = files.get(name)
        if file is None or not file.filename:
            continue
        try:
            kept[name] = store.keep(as_jpeg(file))
        except Refused as refused:
            errors[name] = str(refused)
        except EvidenceError:
            errors[name] = "not_kept"
    return kept, errors


def as_jpeg(file: FileStorage) -> bytes:
    """The picture made anew from its pixels: nothing else of the file is kept. Raises Refused."""
    if file.stream.seek(0, os.SEEK_END) > MOST_BYTES:
        raise Refused("picture_too_large")
    file.stream.seek(0)
    if problem := picture_kinds.problem_of(file.stream.read(picture_kinds.HEAD)):
        raise Refused(problem)
    file.stream.seek(0)
    if jpeg_scans.too_many(file.stream.read()):
        raise Refused("picture_damaged")
    file.stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags, which are thrown away
            return _made_anew(file)
    except Image.DecompressionBombError:
        raise Refused("picture_too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, struct.error):
        raise Refused("picture_damaged") from None


def _made_anew(file: FileStorage) -> bytes:
    with Image.open(file.stream, formats=FORMATS) as image:
        # Its head alone is read so far: none of its pixels has been unpacked.
        if image.width * image.height > MOST_PIXELS:
            raise Refused("picture_too_many_pixels")
        if image.format == "PNG" and getattr(image, "is_animated", False):
            raise Refused("picture_is_gif")
        small = image if image.mode in ("RGB", "L") else image.convert("RGB")
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(small).convert("RGB")
        upright.info.clear()  # a comment would be written again
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=88)
        return out.getvalue()
