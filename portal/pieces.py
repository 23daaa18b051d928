"""The piece of a photograph on which a value stands, cut out and set upright, to be compared with what was read."""

import io
from math import hypot

from flask import Response, abort, request
from PIL import Image

from gate.papers.told import Corners
from portal.pictures import ONE_YEAR_S
from portal.plant import plant

MARGIN = 0.45
"""Of the height of the text, on all sides: a person wants to see where the piece comes from."""
HEIGHT, LONGEST = 64, 900


def served(fingerprint: str, name: str, corners: Corners) -> Response:
    """The piece of a kept photograph from which a field was read, for somebody who may see it."""
    response, tag = Response(mimetype="image/jpeg"), f"{fingerprint}-{name}"
    response.set_etag(tag)
    response.cache_control.private = True
    response.cache_control.max_age = ONE_YEAR_S
    if request.if_none_match.contains(tag):
        response.status_code = 304
        return response
    kept = plant().store.find(fingerprint) or abort(404)
    with kept.open() as file:
        response.set_data(cut(file.read(), corners))
    return response


def cut(photograph: bytes, corners: Corners) -> bytes:
    """A JPEG of what stands between these corners; OSError for what is no picture."""
    with Image.open(io.BytesIO(photograph)) as image:
        spots = [(x * image.width, y * image.height) for x, y in corners]
        a, b, c, d = _wider(spots)
        wide = (hypot(b[0] - a[0], b[1] - a[1]) + hypot(c[0] - d[0], c[1] - d[1])) / 2
        high = (hypot(d[0] - a[0], d[1] - a[1]) + hypot(c[0] - b[0], c[1] - b[1])) / 2
        size = (max(1, min(LONGEST, round(HEIGHT * wide / max(high, 1)))), HEIGHT)
        # Pillow goes round the other way: top left, bottom left, bottom right, top right.
        quad = (*a, *d, *c, *b)
        piece = image.convert("RGB").transform(
            size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC
        )
    out = io.BytesIO()
    piece.save(out, "JPEG", quality=85)
    return out.getvalue()


def _wider(spots: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners moved apart along the text and across it."""
    a, b, c, d = spots
    along = _unit(((b[0] + c[0]) - (a[0] + d[0]), (b[1] + c[1]) - (a[1] + d[1])))
    across = _unit(((d[0] + c[0]) - (a[0] + b[0]), (d[1] + c[1]) - (a[1] + b[1])))
    reach = MARGIN * max(hypot(d[0] - a[0], d[1] - a[1]), hypot(c[0] - b[0], c[1] - b[1]))
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [
        (
            x + reach * (i * along[0] + j * across[0]),
            y + reach * (i * along[1] + j * across[1]),
        )
        for (x, y), (i, j) in zip((a, b, c, d), signs, strict=True)
    ]


def _unit(vector: tuple[float, float]) -> tuple[float, float]:
    length = hypot(*vector) or 1.0
    return vector[0] / length, vector[1] / length
