"""A supplement is taken when every mandatory item and proof is there, and never before (R-034, R-035, R-050, R-051)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.simulated.passage_rules import faults
from gate import (
    corrected,
    corrections,
    drafts,
    ledger,
    open_trips,
    proof,
    search,
    supplements,
    uplink,
)
from gate.ledger import Result
from gate.models import (
    Lane,
    OpenTrip,
    Passage,
    Supplement,
    SupplementDraft,
    Upload,
    database,
)
from gate.supplements import SupplementError
from tests.gate import rows
from tests.gate.supplied import MACHINE, PICTURE, VALUES


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


def unread(lane: Lane, **given: Any) -> Passage:
    """A vehicle that a person let in because nobody could read it; the camera saw its body."""
    nothing = dict.fromkeys(("plate_no", "plate_colour", "registration_date", "quantity_unit"), "")
    told = nothing | {"body_photo": "b" * 64, "cargo_quantity": 0, "verdict": "hold"}
    passage = ledger.record(rows.row(lane, **told | {"reasons": "unread"} | given))
    ledger.note_outcome(passage, Result.LIFTED_BY_PERSON, position="open", by="wang")
    return passage


def tell(passage: Passage, by: str = "wang", **values: Any) -> Supplement:
    return supplements.tell(passage, VALUES | values, by=by)


def mistakes(act: Callable[[], Any]) -> dict[str, str]:
    with pytest.raises(SupplementError) as refused:
        act()
    return refused.value.errors


def test_it_counts_at_once_and_the_row_stays_as_it_was(lane: Lane) -> None:
    passage = unread(lane)
    written = tell(passage, plate_no="鲁q6y·429")
    counts = corrected.one(passage)
    assert (counts.now.plate_no, counts.now.emission_stage) == ("鲁Q6Y429", "5")
    assert (counts.now.front_photo, counts.now.body_photo) == (PICTURE, "b" * 64)
    assert (counts.now.manual, counts.revision, counts.supplement) == (True, 1, written)
    assert Passage.get_by_id(passage.id).plate_no == ""
    assert "body_photo" not in written.after, "the lane's own picture stays"
    assert (written.by, written.reason, written.occasion) == ("wang", "dirty", "unread")
    assert proof.verify().holds


ITEMS = sorted(VALUES)


@given(kept=st.sets(st.sampled_from(ITEMS), max_size=len(ITEMS) - 1))
def test_no_part_of_what_is_needed_is_enough(lane: Lane, kept: set[str]) -> None:
    passage = unread(lane)
    values = {name: VALUES[name] for name in kept}
    told = mistakes(lambda: supplements.tell(passage, values, by="wang"))
    assert set(VALUES) - kept - {"body_photo"} <= set(told), "the camera saw the body"
    assert Supplement.select().count() == 0
    assert corrected.one(passage).now.plate_no == ""


@pytest.mark.parametrize("lacking", sorted(set(VALUES) - {"body_photo"}))
def test_each_item_alone_is_missed_at_its_field(lane: Lane, lacking: str) -> None:
    passage = unread(lane)
    told = mistakes(lambda: tell(passage, **{lacking: ""}))
    assert lacking in told
    assert len(told) <= 2


@pytest.mark.parametrize("lacking", sorted(set(MACHINE) - {"body_photo"}))
def test_a_machine_is_told_by_its_code_and_its_nameplates(lane: Lane, lacking: str) -> None:
    passage = unread(lane)
    assert lacking in mistakes(
        lambda: supplements.tell(passage, MACHINE | {lacking: ""}, by="wang")
    )
    written = supplements.tell(passage, MACHINE, by="wang")
    now = corrected.one(passage).now
    assert (now.plate_no, now.plate_colour) == ("无牌9A00042K", "5")
    assert supplements.beside_of(written)["nameplate_image"] == PICTURE


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"plate_no": "鲁Q6Y42"}, {"plate_no": "not_a_plate"}),
        ({"plate_colour": "4"}, {"plate_colour": "colour_against_form"}),
        ({"plate_kind": "plates"}, {"plate_kind": "unknown_code"}),
        ({"vin": "LZZ5CLSB0KA00042"}, {"vin": "vin_shape"}),
        ({"vin": "LZZ5CLSB1KA000429"}, {"vin": "vin_check"}),
        ({"engine_no": VALUES["vin"]}, {"engine_no": "engine_no_is_vin"}),
        ({"emission_stage": "国五"}, {"emission_stage": "unknown_code"}),
        ({"registration_date": "2199-01-01"}, {"registration_date": "in_future"}),
        ({"registration_date": "0019-05-20"}, {"registration_date": "not_a_date"}),
        ({"registration_date": "20.5.2019"}, {"registration_date": "not_a_date"}),
        ({"cargo_quantity": "0"}, {"cargo_quantity": "empty_is_named"}),
        ({"cargo_quantity": "much"}, {"cargo_quantity": "not_a_number"}),
        ({"licence_front_image": ""}, {"licence_front_image": "proof_needed"}),
        ({"reason": "other"}, {"words": "required"}),
    ],
)
def test_it_is_checked_as_files_are(lane: Lane, values: Any, wrong: Any) -> None:
    passage = unread(lane)
    told = mistakes(lambda: tell(passage, **values))
    assert {name: told.get(name) for name in wrong} == wrong


@pytest.mark.parametrize(
    "values",
    [
        {"licence_front_image": "", "emission_list_image": PICTURE},
        {"cargo_name": "空载", "cargo_quantity": "0"},
        {"fuel_type": "Y", "engine_no": "", "engine_model": "", "engine_maker": "", "emission_stage": ""},
        {"plate_kind": "none", "plate_no": "", "plate_colour": "", "plate_photo": ""},
        {"plate_kind": "paper", "plate_no": "冀B12345", "plate_colour": ""},
    ],
)  # fmt: skip
def test_what_is_enough_in_its_case(lane: Lane, values: Any) -> None:
    tell(passage := unread(lane), **values)
    assert corrected.one(passage).now.manual


def test_it_is_told_once_and_never_of_what_the_eyes_have_read(lane: Lane) -> None:
    passage = unread(lane)
    tell(passage)
    assert mistakes(lambda: tell(passage, by="li")) == {"": "already_supplemented"}
    read = rows.entered(lane)
    assert mistakes(lambda: tell(read)) == {"": "plate_is_known"}
    assert not supplements.may_be_told(passage)
    assert proof.verify().holds


def test_of_two_who_tell_it_at_one_moment_one_wins_and_the_other_is_told(lane: Lane) -> None:
    passage = unread(lane)
    start, answers = threading.Barrier(3), []

    def told(number: int) -> None:
        start.wait()
        with database.connection_context():
            try:
                tell(passage, by=f"wang{number}")
                answers.append("won")
            except SupplementError as refused:
                answers.append(refused.errors[""])

    threads = [threading.Thread(target=told, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == ["already_supplemented"] * 2 + ["won"]
    assert Supplement.select().count() == 1
    assert proof.verify().holds


def test_a_correction_counts_over_it(lane: Lane) -> None:
    passage = unread(lane)
    tell(passage)
    correction = corrections.propose(
        passage, {"plate_no": "鲁Q6Y428"}, reason="typing", words="", by="wang"
    )
    assert '"plate_no": "鲁Q6Y429"' in correction.before
    corrections.review(correction.id, agreed=True, words="", by="li")
    counts = corrected.one(passage)
    assert (counts.now.plate_no, counts.revision, counts.now.manual) == ("鲁Q6Y428", 2, True)


def test_the_platform_is_sent_the_row_anew_and_told_that_it_is_manual(lane: Lane) -> None:
    passage = unread(lane)
    assert not uplink.payload(passage)["manual"]
    tell(passage)
    sent = uplink.payload(passage)
    assert (sent["manual"], sent["revision"], sent["plate_no"]) == (True, 1, "鲁Q6Y429")
    assert faults(sent | {"photos": []}).keys() == {"photos.front", "photos.body"}
    assert Upload.get().revision == 1
    assert OpenTrip.get().plate_no == "鲁Q6Y429"
    assert open_trips.entry_of(rows.leaves(lane, plate_no="鲁Q6Y429")) == passage.id


def test_it_is_found_by_what_it_says_now_and_as_manual(lane: Lane) -> None:
    passage, other = unread(lane), rows.entered(lane)
    assert search.passages(search.Query(plate="鲁Q6Y429")).rows == ()
    tell(passage)
    for query in (search.Query(plate="鲁Q6Y429"), search.Query(written="manual")):
        [row] = search.passages(query).rows
        assert (row.passage, row.counts.now.manual) == (passage, True)
    [row] = search.passages(search.Query(written="automatic")).rows
    assert row.passage == other


def test_a_draft_is_of_one_person_and_goes_when_it_is_saved(lane: Lane) -> None:
    passage = unread(lane)
    draft = drafts.of("wang", passage.id)
    draft.values |= {"plate_no": "鲁Q6Y429", "vin": "typed"}
    draft.fill("鲁Q6Y429", {"vin": "of the file", "engine_no": "1"})
    drafts.keep("wang", passage.id, draft)
    again = drafts.of("wang", passage.id)
    assert (again.values["vin"], again.values["engine_no"]) == ("typed", "1")
    again.fill("鲁Q6Y428", {})
    assert (again.values["vin"], again.values["engine_no"], again.filled_from) == ("typed", "", "")
    assert drafts.of("li", passage.id).values == {}
    assert [kept.subject for kept in drafts.all_of("wang")] == [passage.id]
    tell(passage)
    assert SupplementDraft.select().count() == 0


def test_rows_without_it_are_listed_as_long_as_they_lack_it(lane: Lane) -> None:
    passage = unread(lane)
    ledger.record(rows.row(lane, plate_no="", plate_colour="", verdict="hold"))  # drove away again
    rows.entered(lane)
    now = passage.passed_at
    assert [each.id for each in supplements.unread(now)] == [passage.id]
    tell(passage)
    assert supplements.unread(now) == []
    assert supplements.count_unread(now) == 0
