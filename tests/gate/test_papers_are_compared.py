"""Papers of one vehicle held against each other, and what is said to whoever took a poor photograph."""

from gate import papers
from gate.papers import EMISSION_LIST, LICENCE_BACK, LICENCE_FRONT, Told, advice


def told(value: str, sure: bool = False, weakest: float = 0.9) -> Told:
    return Told(value, value or "?", weakest, sure, ((0, 0), (1, 0), (1, 1), (0, 1)))


def test_papers_that_agree_are_told_as_agreeing_and_not_as_sure() -> None:
    said = {
        LICENCE_FRONT: {"plate_no": told("冀B7K268")},
        LICENCE_BACK: {"plate_no": told("冀B7K268")},
    }
    suggestion = papers.together(said)["plate_no"]
    assert suggestion.agreed
    assert suggestion.otherwise == ()
    assert not suggestion.told.sure


def test_a_paper_that_says_otherwise_is_named() -> None:
    said = {
        LICENCE_FRONT: {"engine_no": told("2104O1", weakest=0.7)},
        EMISSION_LIST: {"engine_no": told("210401", weakest=0.95)},
    }
    suggestion = papers.together(said)["engine_no"]
    assert (suggestion.kind, suggestion.told.value, suggestion.agreed) == (
        EMISSION_LIST,
        "210401",
        False,
    )
    ((kind, other),) = suggestion.otherwise
    assert (kind, other.value) == (LICENCE_FRONT, "2104O1")


def test_what_a_checksum_bears_out_goes_before_what_was_only_seen_better() -> None:
    said = {
        LICENCE_FRONT: {"vin": told("LZZ5ELNB1JA100131", weakest=0.99)},
        EMISSION_LIST: {"vin": told("LZZ5ELNB1JA100137", sure=True, weakest=0.9)},
    }
    suggestion = papers.together(said)["vin"]
    assert suggestion.told.sure
    assert [kind for kind, _ in suggestion.otherwise] == [LICENCE_FRONT]


def test_a_model_with_its_mark_and_one_without_are_the_same() -> None:
    said = {
        EMISSION_LIST: {"vehicle_model": told("ZZ4256V384HE1B", weakest=0.99)},
        LICENCE_FRONT: {"vehicle_model": told("汕德卡牌ZZ4256V384HE1B")},
    }
    suggestion = papers.together(said)["vehicle_model"]
    assert (suggestion.told.value, suggestion.agreed) == ("汕德卡牌ZZ4256V384HE1B", True)


def test_what_no_paper_makes_sense_of_is_suggested_as_empty() -> None:
    said = {LICENCE_FRONT: {"plate_no": told("")}, LICENCE_BACK: {"plate_no": told("")}}
    suggestion = papers.together(said)["plate_no"]
    assert (suggestion.told.value, suggestion.agreed, suggestion.otherwise) == ("", False, ())


def test_a_poor_photograph_is_to_be_taken_from_closer_and_another_paper_to_be_exchanged() -> None:
    assert advice(LICENCE_FRONT, {}) == "another"
    assert advice(LICENCE_FRONT, {"emission_stage": told("6")}) == "another"
    assert advice(LICENCE_FRONT, {"plate_no": told(""), "vin": told("L")}) == "closer"
    assert (
        advice(LICENCE_BACK, {"plate_no": told("冀B7K268"), "inspected_until": told("2027-03")})
        == ""
    )
