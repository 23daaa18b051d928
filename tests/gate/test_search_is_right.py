"""Whatever is asked, the search finds what a patient clerk finds who reads every row; in whichever way it looks."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate import clock, corrected, corrections, ledger, lookalikes, plates, search
from gate.ledger import Result
from gate.models import Lane, Passage, Upload
from gate.search import Match, Opened, Query, folding, index
from tests.gate import rows

NOON = datetime(2026, 11, 20, 12, tzinfo=clock.BEIJING)
HOURS = 72
PLATES = (
    "冀B7K268",
    "冀B7K266",
    "冀B8K268",
    "晋B7KZ68",
    "冀BD1234F",
    "冀B01234F",
    "豫A0O0Q8",
    "",
    "冀BA123挂",
)
CARRIERS = ("唐山北方运输有限公司", "安阳晋源物流有限公司", "个人", "")
CARGO = ("铁矿粉", "焦炭", "")
REASONS = ("allowed", "stage_too_low", "listed,stage_too_low", "unread", "expired,papers_missing")


def fill(dice: random.Random, lanes: list[Lane], count: int) -> None:
    """Passages of three days, some entered late, some of one moment, each with what became of it."""
    for _ in range(count):
        lane = dice.choice(lanes)
        minute = dice.choice((dice.randrange(HOURS * 60), dice.randrange(6)))
        verdict = dice.choice(("open", "open", "hold", "refuse"))
        passage = ledger.record(
            rows.row(
                lane,
                serial_no=f"{dice.getrandbits(64)}",
                passed_at=NOON + timedelta(minutes=minute),
                gate_no=dice.choice("AB"),
                direction=dice.choice("12"),
                plate_no=dice.choice(PLATES),
                plate_colour=dice.choice("16"),
                emission_stage=dice.choice("456D"),
                fuel_type=dice.choice("BC"),
                carrier_name=dice.choice(CARRIERS),
                cargo_name=dice.choice(CARGO),
                verdict=verdict,
                reasons=dice.choice(REASONS),
                opening_mode="2" if verdict == "open" else "",
            ),
            late=True,
        )
        tell(dice, passage)


def tell(dice: random.Random, passage: Passage) -> None:
    for result in dice.sample(list(Result), dice.randrange(3)):
        ledger.note_outcome(passage, result, position="open")
    owed = Upload.get_or_none(Upload.passage == passage)
    if owed is not None and dice.random() < 0.6:
        owed.state = dice.choice(("acknowledged", "refused"))
        owed.save()


def correct(number: int) -> None:
    """Somebody corrects a row, and a second person agrees."""
    values = {"plate_no": "豫A0P0Q8", "plate_colour": "1", "carrier_name": "个人"}
    passage = Passage.get_by_id(number)
    told = corrections.propose(passage, values, reason="misread", words="", by="one")
    corrections.review(told.id, agreed=True, words="", by="other")


def suits(query: Query, passage: Passage) -> bool:
    """The patient clerk: a row is found by what was written, and by what counts since it was corrected."""
    now = corrected.one(passage).now
    return suits_as(query, passage, passage) or suits_as(query, now, passage)


def suits_as(query: Query, passage: Passage, written: Passage) -> bool:
    return (
        all(
            not wanted or getattr(passage, name) == wanted
            for name, wanted in (
                ("lane_id", query.lane_id),
                ("gate_no", query.gate_no),
                ("direction", query.direction),
                ("plate_colour", query.colour),
                ("emission_stage", query.stage),
                ("fuel_type", query.fuel),
                ("verdict", query.verdict),
            )
        )
        and query.carrier in passage.carrier_name
        and query.cargo in passage.cargo_name
        and (not query.reason or query.reason in passage.reasons.split(","))
        and (query.start is None or passage.passed_at >= query.start)
        and (query.end is None or passage.passed_at <= query.end)
        and plate_suits(query, passage.plate_no)
        and told_suits(query, written)
    )


def plate_suits(query: Query, plate_no: str) -> bool:
    text = plates.normalise(query.plate)
    if not text or query.match == Match.EXACT:
        return not text or plate_no == text
    if query.match in (Match.ONE, Match.TWO):
        far = lookalikes.distance(text, plate_no)
        return far is not None and (query.match == Match.TWO or far <= 1.25)
    if "*" in text or "?" in text:
        return fnmatchcase(plate_no, text)
    return plate_no.startswith(text) if text[0] in plates.PROVINCES else text in plate_no


def told_suits(query: Query, passage: Passage) -> bool:
    told: Any = passage
    results = {outcome.result for outcome in told.outcomes}
    lifted = bool(results & {Result.LIFTED_BY_PERSON, Result.LIFTED_AT_GATE})
    by_itself = passage.opening_mode == "2" and not lifted
    states = {upload.state for upload in told.uploads}
    return (
        (not query.upload or query.upload in states)
        and (query.opened != Opened.BY_HAND or lifted)
        and (query.opened != Opened.BY_ITSELF or by_itself)
    )


def often(values: st.SearchStrategy[Any], nothing: Any = "") -> st.SearchStrategy[Any]:
    return st.one_of(st.just(nothing), st.just(nothing), values)


MOMENTS = st.integers(-60, HOURS * 60).map(lambda minute: NOON + timedelta(minutes=minute))
TYPED = st.sampled_from(
    ["冀B", "冀B7K268", "7k", "冀B?K26*", "*68", "冀*8", "?B*2??", "B*4F", "**", "冀B?23*", "晋B7KZ68",
     "豫AO0Q08", "K", "豫A0P", "%", "_", "?", "*", "冀BAl23挂", "冀 B·7K268", "x" * 12, "冀B7K2681*"]
)  # fmt: skip
QUERIES = st.builds(
    Query,
    start=often(MOMENTS, None),
    end=often(MOMENTS, None),
    gate_no=often(st.sampled_from("ABC")),
    lane_id=often(st.integers(1, 3), None),
    direction=often(st.sampled_from("12")),
    plate=often(TYPED),
    match=st.sampled_from(list(Match)),
    colour=often(st.sampled_from("16")),
    stage=often(st.sampled_from("46D0")),
    fuel=often(st.sampled_from("BC")),
    carrier=often(st.sampled_from(["北方", "个人", "公司", "nobody"])),
    cargo=often(st.sampled_from(["焦", "铁矿粉"])),
    verdict=often(st.sampled_from(["open", "hold", "refuse"])),
    reason=often(st.sampled_from(["stage_too_low", "listed", "low", "papers_missing"])),
    opened=often(st.sampled_from(list(Opened))),
    upload=often(st.sampled_from(["waiting", "refused", "acknowledged"])),
    limit=st.sampled_from([17, 60]),
)


@pytest.fixture(params=["memory", "blocks", "table"])
def filled(
    database: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> list[Passage]:
    """Two hundred passages, kept in one of the three ways in which they are searched; the clerk's list."""
    monkeypatch.setattr(folding, "ROWS", 48)
    monkeypatch.setattr(index, "FEW", 20)
    monkeypatch.setattr("gate.search.hands.OUTCOMES", 50)
    monkeypatch.setattr("gate.search.finding.ASKED_AT_ONCE", 20)
    lanes, dice = [rows.lane("001"), rows.lane("002")], random.Random(7)
    fill(dice, lanes, 150)
    if request.param == "blocks":
        assert search.fold() == 3
        found(Query(opened=Opened.BY_HAND))
        for passage in Passage.select().where(Passage.id.in_(range(9, 150, 9))):
            ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, position="open")
    fill(dice, lanes, 30)
    if request.param != "table":
        for number in (3, 40, 41, 155):
            correct(number)
    if request.param == "table":
        monkeypatch.setattr(index, "MOST_UNFOLDED", 0)
    return sorted(Passage.select(), key=lambda p: (p.passed_at, p.id), reverse=True)


def found(query: Query) -> list[int]:
    return [row.passage.id for row in search.passages(query).rows]


@settings(max_examples=60)
@given(data=st.data())
def test_every_question_is_answered_as_by_reading_all(
    filled: list[Passage], data: st.DataObject
) -> None:
    query = data.draw(QUERIES)
    expected = [passage.id for passage in filled if suits(query, passage)]
    forth = list(pages(query))
    assert [row.passage.id for page in forth for row in page.rows] == expected
    assert all(page.total == len(expected) for page in forth[:1] if page.exact)
    assert all(page.total <= len(expected) for page in forth if not page.exact)
    assert [row.passage.id for row in search.every(query, at_once=70)] == expected
    assert list(search.numbers(query)) == expected
    last = forth[-1]
    back = (
        list(pages(replace(query, after=last.newer), lambda page: page.newer)) if last.newer else []
    )
    again = [row.passage.id for page in reversed(back) for row in page.rows]
    assert again + [row.passage.id for row in last.rows] == expected


def pages(
    query: Query, on: Callable[[search.Page], Any] = lambda page: page.older
) -> Iterator[search.Page]:
    while True:
        page = search.passages(query)
        yield page
        place = on(page)
        if place is None:
            return
        query = replace(query, after=place) if query.after else replace(query, before=place)
