"""Sheets of paper as eyes give them: lines of text at places, every character seen well unless told otherwise."""

from dataclasses import replace

from devices.interfaces import TextLine

WIDTH, HEIGHT = 1000, 700
"""Of the photograph, in pixels; the sheet fills it."""
LETTER = 0.02
"""How tall letters are, and half as wide as two."""


def line(text: str, x: float, y: float, certain: float = 0.99, height: float = LETTER) -> TextLine:
    """A line whose first letter stands at x, and whose middle is y, in parts of the sheet's width.

    Every character is as wide as every other; an underline is a place where a lamp shone too brightly.
    """
    return _without_what_shines(_line(text, x, y, certain, height))


def _without_what_shines(whole: TextLine) -> TextLine:
    seen = [place for place, char in enumerate(whole.text) if char != "_"]
    return replace(
        whole,
        text="".join(whole.text[place] for place in seen),
        characters=tuple(whole.characters[place] for place in seen),
        spots=tuple(whole.spots[place] for place in seen),
    )


def _line(text: str, x: float, y: float, certain: float, height: float) -> TextLine:
    count = len(text)
    right = x + count * height
    top, bottom = y - height / 2, y + height / 2
    corners = [(x, top), (right, top), (right, bottom), (x, bottom)]
    a, b, c, d = ((over * WIDTH, down * WIDTH) for over, down in corners)
    return TextLine(
        text=text,
        characters=(certain,) * count,
        spots=tuple((place + 0.5) / count for place in range(count)),
        corners=(a, b, c, d),
        box=(x, top, right, bottom),
    )
