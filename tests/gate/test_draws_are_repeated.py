"""A draw follows from a signed head and the inspector's word, and from nothing that the plant could choose (R-117)."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gate import checkpoints, clock, inspection, policies, proof, sampling, warning_times
from gate.inspection import INSPECTION, Drawn, InspectionError
from gate.models import Draw, DrawFinding, Entry, Lane, Passage
from gate.pack import media
from tests.gate import rows

NOON = clock.parse("2026-11-22T12:00:00+08:00")
KEY = Ed25519PrivateKey.generate()
ASKED: dict[str, Any] = {
    "purpose": INSPECTION,
    "word": "秋天的第一场雪",
    "start": "2026-11-22T12:00",
    "end": "2026-11-22T14:00",
    "rows": 6,
    "windows": "2",
    "by": "zhao",
}


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


@pytest.fixture
def passages(lane: Lane) -> list[Passage]:
    """Twenty in the two hours after noon, two outside, and one that no checkpoint covers yet."""
    times = [*range(0, 120, 6), -1, 120]
    made = [rows.entered(lane, passed_at=NOON + timedelta(minutes=at)) for at in times]
    checkpoints.make("greengate/test", KEY)
    rows.entered(lane, passed_at=NOON + timedelta(minutes=3))
    return made[:20]


def made(**change: Any) -> Drawn:
    """A draw, written down and read back."""
    drawn = inspection.of(inspection.draw(**ASKED | change).id)
    assert drawn is not None
    return drawn


def entries(passages: Iterable[Passage]) -> list[int]:
    return [passage.__data__["entry"] for passage in passages]


def as_the_rules_say(told: dict[str, Any]) -> list[int]:
    """The drawn rows, by somebody who has read the rules and nothing else."""
    asked = json.dumps(
        {**told["asked"], "draw": "greengate/draw/1"},
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    seed = hashlib.sha256(asked.encode("utf-8")).hexdigest()
    count, n = len(told["population"]), 0
    chosen: list[int] = []
    while len(chosen) < min(told["asked"]["rows"], count):
        block = bytes.fromhex(seed) + b"rows" + bytes.fromhex(f"{n:016x}")
        number, n = int(hashlib.sha256(block).hexdigest(), 16), n + 1
        if number >= 2**256 // count * count:
            continue
        entry = told["population"][number % count]
        if entry not in chosen:
            chosen.append(entry)
    return chosen


def test_anybody_can_repeat_it_from_what_is_written_down(passages: list[Passage]) -> None:
    drawn = made()
    told = inspection.repeatable(drawn)
    assert told["population"] == entries(passages)
    assert entries(drawn.passages) == as_the_rules_say(told)
    assert list(sampling.objections(told)) == []
    assert len(set(drawn.passages)) == 6
    assert made().passages == drawn.passages
    entry = Entry.get_by_id(drawn.draw.__data__["entry"])
    assert entry.kind == "draw"
    assert "秋天的第一场雪".encode() in bytes(entry.content)
    assert list(media.named_in(json.loads(bytes(entry.content))["body"])) == [], "not a picture"
    assert proof.verify().holds


def test_the_file_alone_repeats_it_and_finds_what_was_chosen_by_hand(
    passages: list[Passage], tmp_path: Path
) -> None:
    drawn = made()
    told = inspection.repeatable(drawn)

    def run(content: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        (tmp_path / "draw.json").write_text(json.dumps(content), encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-I", sampling.__file__, "draw.json"],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert run(told).returncode == 0
    other = [entry for entry in told["population"] if entry not in told["rows"]]
    for change, sentence in (
        ({"rows": [*told["rows"][:-1], other[0]]}, "the rows must be"),
        ({"windows": told["windows"][:-1]}, "the windows must be"),
        ({"population": told["population"][1:]}, "the population is not the one"),
        ({"asked": told["asked"] | {"word": "别的话"}}, "the rows must be"),
    ):
        found = run(told | change)
        assert found.returncode == 1
        assert sentence in found.stdout


def test_another_word_or_head_draws_others(passages: list[Passage], lane: Lane) -> None:
    first = made().passages
    assert made(word="另一句话").passages != first
    assert made(end="2026-11-22T13:59").passages != first
    checkpoints.make("greengate/test", KEY)
    assert made().passages != first


def test_fewer_rows_than_asked_are_all_drawn(passages: list[Passage]) -> None:
    found = made(end="2026-11-22T12:13")
    assert set(found.passages) == set(passages[:3])
    assert found.population == 3


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"word": " "}, {"word": "required"}),
        ({"start": ""}, {"start": "required"}),
        ({"end": "soon"}, {"end": "not_a_date"}),
        ({"end": "2026-11-22T12:00"}, {"end": "ends_before_it_begins_here"}),
        ({"start": "2024-11-22T12:00"}, {"end": "period_too_long"}),
        ({"rows": "4"}, {"rows": "unknown_code"}),
        ({"windows": 4}, {"windows": "unknown_code"}),
    ],
)
def test_what_cannot_be_asked_is_said(passages: list[Passage], change: Any, wrong: Any) -> None:
    with pytest.raises(InspectionError) as refused:
        inspection.draw(**ASKED | change)
    assert {name: refused.value.errors.get(name) for name in wrong} == wrong
    assert not Draw.select().exists()


def test_without_a_signed_head_nothing_is_drawn(lane: Lane) -> None:
    with pytest.raises(InspectionError) as refused:
        inspection.draw(**ASKED)
    assert refused.value.errors == {"": "no_checkpoint"}


def test_windows_lie_within_the_times_of_control(passages: list[Passage]) -> None:
    def ordered(starts: timedelta, ends: timedelta, **more: Any) -> None:
        now = clock.now()
        times = {"starts": clock.stamp(now + starts), "ends": clock.stamp(now + ends)}
        policies.announce(
            {"warning": "orange", "measure": "2", "reason": "预警"} | times | more, "manager"
        )

    now = clock.now()
    period = now, now + timedelta(days=5)
    assert warning_times.within(period) == []
    ordered(timedelta(hours=2), timedelta(hours=4))
    ordered(timedelta(hours=3), timedelta(hours=5))
    ordered(timedelta(hours=50), timedelta(hours=52))
    ordered(timedelta(hours=80), timedelta(hours=90), drill=True)
    spans = warning_times.within(period)
    assert [end - start for start, end in spans] == [
        pytest.approx(timedelta(hours=3), abs=timedelta(minutes=1)),
        pytest.approx(timedelta(hours=2), abs=timedelta(minutes=1)),
    ]
    found = made(start=clock.stamp(period[0]), end=clock.stamp(period[1]), windows=3)
    assert found.warnings
    for start, end in found.windows:
        assert any(a <= start and end <= b for a, b in spans)


def test_findings_are_added_and_the_last_one_counts(passages: list[Passage]) -> None:
    drawn = made()
    with pytest.raises(InspectionError, match="required"):
        inspection.find(drawn, row=0, agrees=False, words="", by="zhao")
    inspection.find(drawn, row=0, agrees=False, words="照片上是 8", by="zhao")
    inspection.find(drawn, row=0, agrees=True, words="", by="zhao")
    inspection.find(drawn, window=1, agrees=True, words="", by="zhao")
    told = [(f.passage, f.window, f.agrees) for f in inspection.findings(drawn)]
    first = drawn.passages[0]
    assert told == [(first, None, False), (first, None, True), (None, 1, True)]
    assert DrawFinding.select().count() == 3
    assert proof.verify().holds


@given(key=st.binary(min_size=32, max_size=32), count=st.integers(0, 40), wanted=st.integers(5, 10))
def test_places_are_different_ones_and_more_asked_keeps_the_first(
    key: bytes, count: int, wanted: int
) -> None:
    drawn = sampling.places(key, count, wanted)
    assert len(drawn) == len(set(drawn)) == min(count, wanted)
    assert set(drawn) <= set(range(count))
    assert sampling.places(key, count, wanted + 1)[: len(drawn)] == drawn


@given(
    key=st.binary(min_size=32, max_size=32),
    lengths=st.lists(st.integers(0, 90), max_size=4),
    wanted=st.integers(2, 3),
)
def test_windows_fit_and_do_not_overlap(key: bytes, lengths: list[int], wanted: int) -> None:
    spans, at = [], NOON
    for minutes in lengths:
        spans.append((at, at + timedelta(minutes=minutes)))
        at += timedelta(minutes=minutes + 30)
    drawn = sampling.windows(key, spans, wanted)
    assert len(drawn) == wanted or sum(lengths) < 90
    for start, end in drawn:
        assert timedelta(minutes=5) <= end - start <= timedelta(minutes=10)
        assert any(a <= start and end <= b for a, b in spans)
    for one, then in pairwise(drawn):
        assert one[1] <= then[0]


def test_every_place_is_as_likely_as_the_others() -> None:
    """Chi-square, 6 degrees of freedom: above 30 is chance once in thirty thousand, and the same at every run."""
    seen = [0] * 7
    for number in range(2000):
        for place in sampling.places(number.to_bytes(32, "big"), 7, 3):
            seen[place] += 1
    expected = 2000 * 3 / 7
    assert sum((times - expected) ** 2 / expected for times in seen) < 30
    lengths = [0] * 6
    for number in range(2000):
        lengths[sampling.Stream(number.to_bytes(32, "big"), "windows").below(6)] += 1
    assert sum((times - 2000 / 6) ** 2 / (2000 / 6) for times in lengths) < 28
