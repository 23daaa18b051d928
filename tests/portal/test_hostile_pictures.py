"""Files sent as pictures: told by what they are, each in its own sentence; what is kept was made anew from pixels."""

import io

import pytest
from flask_babel import force_locale
from PIL import Image
from werkzeug.datastructures import FileStorage

from portal import mistakes, uploads
from tests.portal import hostile_pictures as hostile


def sent(content: bytes, name: str = "licence.jpg") -> FileStorage:
    return FileStorage(io.BytesIO(content), name, content_type="image/jpeg")


@pytest.mark.parametrize("what", hostile.REFUSED)
def test_what_is_no_picture_is_refused_in_its_sentence(what: str) -> None:
    content, key = hostile.REFUSED[what]
    with pytest.raises(uploads.Refused) as refused:
        uploads.as_jpeg(sent(content))
    assert str(refused.value) == key
    assert key in mistakes.SENTENCES


@pytest.mark.parametrize("what", hostile.TWO_THINGS)
def test_what_hides_in_a_picture_is_not_kept(what: str) -> None:
    kept = uploads.as_jpeg(sent(hostile.TWO_THINGS[what]))
    assert hostile.SECRET not in kept
    assert b"PK\x03\x04" not in kept
    assert b"%PDF" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "JPEG"


def test_where_it_was_taken_is_gone_and_it_stands_upright() -> None:
    content = hostile.with_whereabouts()
    with Image.open(io.BytesIO(content)) as before:
        assert before.getexif().get_ifd(0x8825)
        assert before.size == (640, 480)
    kept = uploads.as_jpeg(sent(content))
    with Image.open(io.BytesIO(kept)) as after:
        assert not after.getexif()
        assert after.size == (480, 640)
        assert "comment" not in after.info
    assert b"Driver Wang" not in kept
    assert b"Exif" not in kept


def test_a_large_photograph_is_made_smaller_and_any_kind_of_pixel_is_taken() -> None:
    with Image.open(io.BytesIO(uploads.as_jpeg(sent(hostile.jpeg((5000, 3000)))))) as image:
        assert image.size == (2400, 1440)
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        out = io.BytesIO()
        Image.new(mode, (40, 30)).save(out, "PNG")
        with Image.open(io.BytesIO(uploads.as_jpeg(sent(out.getvalue(), "x.pdf")))) as image:
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (40, 30))


def test_a_noisy_png_is_not_taken_for_a_jpeg_of_many_scans() -> None:
    out = io.BytesIO()
    Image.effect_noise((2200, 2000), 90).save(out, "PNG", compress_level=0)
    marks = out.getvalue() + b"\xff\xda\0\2" * 900
    assert uploads.as_jpeg(sent(marks))


def test_every_sentence_says_something_of_its_own(app: object) -> None:
    keys = {key for _, key in hostile.REFUSED.values()}
    for language in ("zh", "en"):
        with app.test_request_context(), force_locale(language):  # type: ignore[attr-defined]
            assert len({mistakes.sentence(key) for key in keys}) == len(keys)
