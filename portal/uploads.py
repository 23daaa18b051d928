"""Pictures that people send: looked at, turned upright, freed of what a camera hid in them, and kept."""

import io
import os
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError
from werkzeug.datastructures import FileStorage, MultiDict

from gate.evidence import EvidenceError, Store

LONGEST_SIDE = 2400
FORMATS = ("JPEG", "PNG")
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000


class _Refused(Exception):
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
            kept[name] = store.keep(_as_jpeg(file))
        except _Refused as refused:
            errors[name] = str(refused)
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            errors[name] = "not_a_picture"
        except EvidenceError:
            errors[name] = "not_kept"
    return kept, errors


def _as_jpeg(file: FileStorage) -> bytes:
    if file.stream.seek(0, os.SEEK_END) > MOST_BYTES:
        raise _Refused("picture_too_large")
    file.stream.seek(0)
    with _opened(file) as image:
        if image.width * image.height > MOST_PIXELS:
            raise _Refused("picture_too_many_pixels")
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=88)
        return out.getvalue()


def _opened(file: FileStorage) -> Image.Image:
    """Its head alone: of how many pixels it is, is known before any of them is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(file.stream, formats=FORMATS)
    except Image.DecompressionBombError:
        raise _Refused("picture_too_many_pixels") from None
