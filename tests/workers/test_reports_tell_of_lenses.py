"""The night's report tells of lenses with which something was the matter on its day; older reports are still drawn."""

import json
from datetime import timedelta
from typing import Any

from gate import clock
from gate.lens.figures import Figure, Part
from gate.lens.verdict import Cause, Trouble, told
from gate.models import LensTrouble
from gate.report import day, figures
from settings import ROOT
from tests.gate import rows
from workers.reporting import page, pdf, words
from workers.reporting.page import About

ABOUT = About("燕山钢铁", 1, "", ROOT / "static" / "vendor" / "wqy-microhei" / "wqy-microhei.ttc")
SENTENCES = {"zh": "A-001 一道 · 镜头脏了或失焦", "en": "A-001 一道 · lens dirty or out of focus"}


def test_a_lens_is_told_on_the_days_on_which_it_was_known(database: Any) -> None:
    lane = rows.lane()
    yesterday = clock.now().date() - timedelta(days=1)
    begins, ends = day.span(yesterday)
    marks = told(Trouble(begins, frozenset({(Figure.SHARPNESS, Part.DAY)})))
    for opened, ended in (
        (begins - timedelta(days=9), begins - timedelta(days=5)),
        (begins - timedelta(days=1), begins + timedelta(hours=9)),
        (begins + timedelta(hours=20), None),
        (ends + timedelta(minutes=1), None),
    ):
        LensTrouble.create(
            lane_id=lane.id, began=opened - timedelta(days=1), opened_at=opened, ended_at=ended,
            marks=json.dumps(marks),
        )  # fmt: skip
    found = figures.of(yesterday, [])
    assert found["exceptions"]["lenses"]["number"] == 2
    for language, sentence in SENTENCES.items():
        made = page.make(found, ABOUT, language)
        assert made.html.count(sentence) == 2
        assert sentence.split(" · ")[1] in made.text
        assert pdf.make(found, ABOUT, language).startswith(b"%PDF")
    del found["exceptions"]["lenses"]
    assert "镜头" not in page.make(found, ABOUT, "zh").html
    assert pdf.make(found, ABOUT, "zh").startswith(b"%PDF")


def test_every_cause_has_a_short_word() -> None:
    assert set(words.LENSES) == set(Cause)
