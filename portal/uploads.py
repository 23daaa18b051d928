"""Pictures that people send: looked at, turned upright, freed of what a camera hid in them, and kept."""

import io
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from werkzeug.datastructures import FileStorage, MultiDict

from gate import evidence

LONGEST_SIDE = 2400
FORMATS = ("JPEG", "PNG")


def keep(
    files: MultiDict[str, FileStorage], names: tuple[str, ...], root: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """The fingerprint of each picture that was sent, and the mistake of each that is none."""
    kept: dict[str, str] = {}
    errors: dict[str, str] = {}
    for name in names:
        file = files.get(name)
        if file is None or not file.filename:
            continue
        try:
            kept[name] = evidence.keep(root, _as_jpeg(file))
        except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
            errors[name] = "not_a_picture"
        except evidence.EvidenceError:
            errors[name] = "not_kept"
    return kept, errors


def _as_jpeg(file: FileStorage) -> bytes:
    with Image.open(file.stream, formats=FORMATS) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        out = io.BytesIO()
        upright.save(out, "JPEG", quality=88)
        return out.getvalue()
