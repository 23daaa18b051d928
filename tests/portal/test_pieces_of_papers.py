"""The piece of a photograph beside a value: cut where the value stands, and upright however the paper lay."""

import io

import pytest
from PIL import Image, ImageDraw

from gate.papers.told import Corners
from portal import pieces

SIZE = (800, 600)
RED, BLUE = (200, 30, 30), (30, 30, 200)


def paper() -> Image.Image:
    """A red beginning and a blue end of one line of text, on white."""
    page = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(page)
    pen.rectangle((200, 280, 299, 320), fill=RED)
    pen.rectangle((300, 280, 400, 320), fill=BLUE)
    return page


def jpeg(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=95)
    return out.getvalue()


def told(*spots: tuple[float, float], size: tuple[int, int]) -> Corners:
    a, b, c, d = ((x / size[0], y / size[1]) for x, y in spots)
    return a, b, c, d


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_piece_is_upright_however_the_paper_lay(turned: int) -> None:
    spots = ((200.0, 280.0), (400.0, 280.0), (400.0, 320.0), (200.0, 320.0))
    page = paper()
    for _ in range(turned // 90):
        spots = tuple((y, page.width - x) for x, y in spots)  # type: ignore[assignment]
        page = page.transpose(Image.Transpose.ROTATE_90)
    cut = Image.open(io.BytesIO(pieces.cut(jpeg(page), told(*spots, size=page.size))))
    assert cut.width > 2 * cut.height
    left, right = (cut.getpixel((cut.width * part // 20, cut.height // 2)) for part in (5, 15))
    assert near(left, RED)  # type: ignore[arg-type]
    assert near(right, BLUE)  # type: ignore[arg-type]


def test_a_place_at_the_edge_or_of_no_size_is_a_piece_all_the_same() -> None:
    edge: Corners = ((0, 0), (1, 0), (1, 0.05), (0, 0.05))
    nothing: Corners = ((0.5, 0.5),) * 4
    for corners in (edge, nothing):
        with Image.open(io.BytesIO(pieces.cut(jpeg(paper()), corners))) as cut:
            assert 1 <= cut.width <= pieces.LONGEST
