"""A lens with which something is the matter, as its pages show it, without the passages behind it."""

import json
from datetime import timedelta

from gate import clock
from gate.lens import kept, words
from gate.lens.figures import Figure, Part
from gate.lens.judgement import Finding, Judged, Point
from gate.lens.verdict import Trouble, Verdict, told
from gate.lens.words import Word
from gate.models import Lane, LensTrouble
from tests import cast

DAYS = 20
USUAL = {
    Figure.CONTRAST: 0.8,
    Figure.READ: 0.97,
    Figure.CERTAINTY: 0.93,
    Figure.ACROSS: 0.5,
    Figure.DOWN: 0.6,
}


def furnish(lane: Lane) -> None:
    """It has been out of focus for two days; somebody sees to it. A trouble of before is over."""
    marks = frozenset({(Figure.SHARPNESS, Part.DAY), (Figure.READ, Part.NIGHT)})
    now = clock.now()
    trouble = Trouble(now - timedelta(days=2), marks)
    for began, ended in (
        (now - timedelta(days=30), now - timedelta(days=28)),
        (trouble.began, None),
    ):
        LensTrouble.create(
            lane_id=lane.id, began=began, opened_at=began + timedelta(hours=30), ended_at=ended,
            marks=json.dumps(told(trouble)), before_id=1, now_id=2,
        )  # fmt: skip
    judged = tuple(_judged(figure, part, marks) for figure in Figure for part in Part)
    kept.keep_state(lane.id, now, 0, Verdict(judged, trouble))
    words.say(lane, Word.SEEN, cast.GUARD.username)
    words.say(lane, Word.CLEANED, cast.GUARD.username, "擦了镜头")


def _judged(figure: Figure, part: Part, marks: frozenset[tuple[Figure, Part]]) -> Judged:
    changed = (figure, part) in marks
    points = tuple(_point(figure, part, ago, changed and ago <= 2) for ago in range(DAYS, 0, -1))
    finding = Finding.CHANGED if changed else Finding.USUAL
    return Judged(figure, part, finding, points, DAYS - 2)


def _point(figure: Figure, part: Part, ago: int, bad: bool) -> Point:
    begins = clock.now() - timedelta(days=ago, hours=0 if part is Part.DAY else 12)
    change = -0.5 if bad else 0.02 * (ago % 3 - 1)
    value = USUAL.get(figure, 100.0) + change
    limit = 0.22 if figure is Figure.SHARPNESS else 0.1
    return Point(begins, begins + timedelta(hours=8), 31, value, change, -change, limit, ago > 2)
