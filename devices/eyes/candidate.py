"""A place that may be a plate: what it spells, seen once, wider or again, and how sure each character is."""

from collections.abc import Iterable

import numpy as np

from devices.eyes.colour import plate_colour
from devices.eyes.doubt import together
from devices.eyes.grammar import Decoded, Grammar
from devices.eyes.likeness import weighed
from devices.eyes.quads import flatten, grown
from devices.eyes.reader import HEIGHT as LINE_HEIGHT
from devices.eyes.reader import Reader
from devices.eyes.two_lines import Candidate
from devices.interfaces import Image, PlateColour, PlateReading, Point

LEAST = 0.05
"""Below this a reading is noise."""
PLAIN = 0.30
"""From here on a reading is a plate well enough seen that a closer look adds nothing."""
SURE_OF_EACH = 0.95
BEYOND_DOUBT = 0.97
SQUEEZED, WIDENED = 0.87, 0.12
"""A reading with a character beneath BEYOND_DOUBT is made again with its letters narrower by the first, and where both
together are not sure of each, once more with so many heights more of what stands beside the text."""
CUT_OFF = 0.2, 0.5, 0.8
"""Heights of a plate by which a find may end too early: from a third of a character to one and its gap."""
AS_A_REST = 0.9
"""What may be a longer plate without its illegible province is never surer than this, so that one look does not do."""
LEGIBLE_WIDTH = 90.0
"""Pixels of a plate's text below which the reader guesses the province, and says so too seldom."""


class CandidateReader:
    """Reads candidates with the reader of lines and the grammar of plates. One serves one thread."""

    def __init__(self, reader: Reader, grammar: Grammar) -> None:
        self._reader, self._grammar = reader, grammar

    def read(self, frame: Image, candidate: Candidate, coloured: bool) -> PlateReading | None:
        """The plate that it spells, None where it spells none; `coloured`: whether the picture has colours."""
        colour = _colour(frame, candidate) if coloured else None
        decoded = self._decode(frame, candidate, colour)
        if decoded is not None and self._may_be_cut_off(decoded, colour):
            wider = self._wider(frame, candidate, colour, decoded)
            candidate, decoded = wider or (candidate, decoded)
        if decoded is not None and _doubtful(decoded):
            decoded = self._again(frame, candidate, colour, decoded)
        if decoded is None:
            return None
        if _doubtful(decoded) and not candidate.double:
            decoded = weighed(frame, candidate.quad, decoded)
        most = AS_A_REST if self._grammar.is_rest(decoded.text) else 1.0
        return _reading(candidate, decoded, colour, most)

    def _again(
        self, frame: Image, candidate: Candidate, colour: PlateColour | None, decoded: Decoded
    ) -> Decoded:
        """The reading together with others of the same plate, seen a little differently, while it is in doubt."""
        readings = [decoded]
        for more, stretch in ((0.0, SQUEEZED), (WIDENED, 1.0)):
            again = self._decode(frame, _grown(candidate, more), colour, stretch)
            readings += [] if again is None else [again]
            decoded = together(*readings)
            if min(decoded.characters) >= SURE_OF_EACH:
                break
        return decoded

    def _may_be_cut_off(self, decoded: Decoded, colour: PlateColour | None) -> bool:
        """A sure text on a ground that it never has, or on an unknown one where more could follow.

        A green plate of eight, cut off after seven, spells a yellow one; without its province, one of the army.
        """
        if decoded.confidence < LEAST:
            return False
        if self._grammar.is_rest(decoded.text):
            return True
        if colour is None:
            return self._grammar.goes_on(decoded.text)
        return colour not in decoded.form.colours

    def _wider(
        self, frame: Image, candidate: Candidate, colour: PlateColour | None, short: Decoded
    ) -> tuple[Candidate, Decoded] | None:
        """What is read of a plate that may have been cut off, where it is of its ground or the same text and more."""
        for more in CUT_OFF:
            wide = _grown(candidate, more)
            decoded = self._decode(frame, wide, colour)
            if decoded is not None and (
                self._is_whole(decoded, colour) or _goes_on(decoded, short)
            ):
                return wide, decoded
        return None

    def _is_whole(self, decoded: Decoded, colour: PlateColour | None) -> bool:
        """Whether it is plainly a plate of this ground, and of no longer one the rest."""
        of_ground = decoded.confidence >= LEAST and colour in decoded.form.colours
        return of_ground and not self._grammar.is_rest(decoded.text)

    def _decode(
        self,
        frame: Image,
        candidate: Candidate,
        colour: PlateColour | None,
        stretch: float = 1.0,
    ) -> Decoded | None:
        lines = [flatten(frame, line, LINE_HEIGHT) for line in candidate.lines]
        evidence = [self._grammar.evidence(self._reader.read(line, stretch)) for line in lines]
        return self._grammar.decode(np.concatenate(evidence), colour)


def _goes_on(longer: Decoded, short: Decoded) -> bool:
    """Whether it is plainly the short text with more behind or before it."""
    same = longer.text.startswith(short.text) or longer.text.endswith(short.text)
    return same and len(longer.text) > len(short.text) and longer.confidence >= PLAIN


def _grown(candidate: Candidate, more: float) -> Candidate:
    lines = tuple(grown(line, more, 0.0) for line in candidate.lines)
    return Candidate(grown(candidate.quad, more, 0.0), lines)


def _doubtful(decoded: Decoded) -> bool:
    return decoded.confidence >= LEAST / 5 and min(decoded.characters) < BEYOND_DOUBT


def _colour(frame: Image, candidate: Candidate) -> PlateColour | None:
    return plate_colour(flatten(frame, grown(candidate.quad, 0.05, 0.02), LINE_HEIGHT))


def _reading(
    candidate: Candidate, decoded: Decoded, colour: PlateColour | None, most: float
) -> PlateReading:
    a, b, c, d = (_point(corner) for corner in candidate.quad.corners)
    return PlateReading(
        text=decoded.text,
        colour=colour if colour in decoded.form.colours else None,
        confidence=decoded.confidence,
        characters=tuple(min(most, certain) for certain in _legible(decoded, candidate.quad.width)),
        corners=(a, b, c, d),
        double_line=candidate.double,
        alternatives=decoded.alternatives,
    )


def _legible(decoded: Decoded, width: float) -> tuple[float, ...]:
    """The characters' certainty; that of a province shrinks with a plate too small to show its strokes."""
    province, *serial = decoded.characters
    if not decoded.text[0].isascii():
        province *= min(1.0, width / LEGIBLE_WIDTH)
    return (province, *serial)


def _point(corner: Iterable[float]) -> Point:
    x, y = corner
    return float(x), float(y)
