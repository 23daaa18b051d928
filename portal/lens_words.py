"""What the lens watch says, in the words of people."""

from collections.abc import Mapping, Sequence
from math import exp

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from gate.lens import kept
from gate.lens.figures import KINDS, Figure, Part
from gate.lens.judgement import Judged
from gate.lens.verdict import Cause
from gate.lens.words import Word

SENTENCES: Mapping[Cause, LazyString] = {
    Cause.MOVED: lazy_gettext(
        "Plates stand in another place or size in the picture of lane %(lane)s than before."
    ),
    Cause.BLURRED: lazy_gettext("The lens of lane %(lane)s is dirty or out of focus."),
    Cause.DARK: lazy_gettext(
        "The picture of lane %(lane)s is darker than at the same hours before."
    ),
    Cause.UNREAD: lazy_gettext("Lane %(lane)s reads plates worse than before."),
}
ADVICE: Mapping[Cause, LazyString] = {
    Cause.MOVED: lazy_gettext(
        "The camera was moved perhaps, or its zoom was changed. Set it as it was; "
        "where it is to stay so, begin a new baseline."
    ),
    Cause.BLURRED: lazy_gettext(
        "Wipe the glass with a soft cloth. Where that does not help, focus the camera."
    ),
    Cause.DARK: lazy_gettext(
        "Look whether the lamp at the lane still burns, and how the camera exposes."
    ),
    Cause.UNREAD: lazy_gettext(
        "The pictures are about as sharp and as bright as before: look at those whose plates were not read."
    ),
}
FIGURES: Mapping[Figure, LazyString] = {
    Figure.READ: lazy_gettext("Plates read"),
    Figure.CERTAINTY: lazy_gettext("Certainty of the readings"),
    Figure.SHARPNESS: lazy_gettext("Sharpness"),
    Figure.CONTRAST: lazy_gettext("Contrast"),
    Figure.BRIGHTNESS: lazy_gettext("Brightness"),
    Figure.WIDTH: lazy_gettext("Size of the plates"),
    Figure.ACROSS: lazy_gettext("Place of the plates, across"),
    Figure.DOWN: lazy_gettext("Place of the plates, up and down"),
}
MEANINGS: Mapping[Figure, LazyString] = {
    Figure.READ: lazy_gettext(
        "How many of a hundred were read, and not read otherwise by a person."
    ),
    Figure.CERTAINTY: lazy_gettext("How sure the eyes were, in the middle of all readings."),
    Figure.SHARPNESS: lazy_gettext(
        "How steep the edges of the characters are, whatever the light. 100 per cent is usual."
    ),
    Figure.CONTRAST: lazy_gettext(
        "How far the dark and the bright parts of the picture are apart: dust and grease veil the dark ones."
    ),
    Figure.BRIGHTNESS: lazy_gettext(
        "Of the whole picture, against the same hours. 100 per cent is usual."
    ),
    Figure.WIDTH: lazy_gettext("How wide plates are in the picture. 100 per cent is usual."),
    Figure.ACROSS: lazy_gettext(
        "0 per cent is the left edge of the picture, 100 per cent the right one."
    ),
    Figure.DOWN: lazy_gettext(
        "0 per cent is the upper edge of the picture, 100 per cent the lower one."
    ),
}
PARTS: Mapping[Part, LazyString] = {
    Part.DAY: lazy_gettext("by day"),
    Part.NIGHT: lazy_gettext("by night"),
}
WORDS: Mapping[str, LazyString] = {
    Word.SEEN: lazy_gettext("sees to it"),
    Word.CLEANED: lazy_gettext("has cleaned or focused it"),
    Word.ANEW: lazy_gettext("has begun a new baseline"),
}


def sentence(cause: Cause, lane: str) -> str:
    """What is the matter, in one sentence."""
    return str(SENTENCES[cause]) % {"lane": lane}


SHORT: Mapping[Cause, LazyString] = {
    Cause.MOVED: lazy_gettext("moved or zoomed"),
    Cause.BLURRED: lazy_gettext("dirty or out of focus"),
    Cause.DARK: lazy_gettext("too dark"),
    Cause.UNREAD: lazy_gettext("reads worse"),
}


def in_short() -> dict[int, str]:
    """Lane → what is the matter with its lens, of those with which something is."""
    return {lane.id: str(SHORT[kept.trouble_of(row).cause]) for lane, row in kept.all_going_on()}


def finding(judged: Judged) -> str:
    """One figure that has changed: how it is now, and how far it may go."""
    point = judged.newest
    told = {"figure": FIGURES[judged.figure], "part": PARTS[judged.part]}
    if point is None:
        return str(_("%(figure)s %(part)s: too few passages just now.", **told))
    kind = KINDS[judged.figure]
    if kind.ratio:
        told["now"] = f"{100 * exp(point.change):.0f}"
        return str(_("%(figure)s %(part)s: %(now)s %% of what is usual.", **told))
    told["now"], told["usual"] = (
        f"{100 * point.value:.0f}",
        f"{100 * (point.value - point.change):.0f}",
    )
    return str(_("%(figure)s %(part)s: %(now)s %%, usually %(usual)s %%.", **told))


def levels(limits: Sequence[float]) -> str:
    """From where on it is told, per cent: below the first one, above the second."""
    if len(limits) == 1:
        return str(_("below %(level)s %%", level=f"{limits[0]:.0f}"))
    low, high = limits
    return str(_("below %(low)s or above %(high)s %%", low=f"{low:.0f}", high=f"{high:.0f}"))
