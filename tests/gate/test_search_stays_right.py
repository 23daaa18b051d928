"""What makes searching fast follows the ledger: others who fold, all made anew, a power cut; and touches none of it."""

import random
from threading import Thread
from typing import Any

import pytest

from gate import proof, search
from gate.models import Lane, Passage, SearchBlock, SearchColumn, SearchPlate
from gate.models import database as tables
from gate.search import Query, folding
from tests.gate import rows
from tests.gate.test_search_is_right import fill, found


@pytest.fixture
def lanes(database: Any, monkeypatch: pytest.MonkeyPatch) -> list[Lane]:
    monkeypatch.setattr(folding, "ROWS", 20)
    return [rows.lane("001"), rows.lane("002")]


def newest_first() -> list[int]:
    ordered = Passage.select(Passage.id).order_by(Passage.passed_at.desc(), Passage.id.desc())
    return [passage.id for passage in ordered]


def test_folding_changes_no_answer_and_no_row_of_the_ledger(lanes: list[Lane]) -> None:
    fill(random.Random(1), lanes, 70)
    before, verified = found(Query(limit=100)), proof.verify()
    assert before == newest_first()
    assert search.fold() == 3
    assert found(Query(limit=100)) == before
    assert search.fold() == 0
    assert proof.verify() == verified
    assert verified.holds


def test_others_who_fold_meanwhile_are_noticed(lanes: list[Lane]) -> None:
    fill(random.Random(2), lanes, 30)
    assert len(found(Query(limit=100))) == 30
    search.fold()
    fill(random.Random(3), lanes, 25)
    search.fold()
    assert SearchBlock.select().count() == 2
    assert found(Query(limit=100)) == newest_first()


def test_who_folds_at_once_with_others_doubles_nothing(lanes: list[Lane]) -> None:
    fill(random.Random(4), lanes, 110)
    helpers = [Thread(target=fold_as_another_process) for _ in range(3)]
    for helper in helpers:
        helper.start()
    for helper in helpers:
        helper.join()
    folded = list(SearchBlock.select().order_by(SearchBlock.last_id))
    assert [(block.first_id, block.rows) for block in folded] == [
        (number * 20 + 1, 20) for number in range(5)
    ]
    texts = [plate.plate_no for plate in SearchPlate.select()]
    assert len(texts) == len(set(texts))
    assert found(Query(limit=200)) == newest_first()


def test_made_anew_it_is_found_as_before_even_by_who_knew_the_old(lanes: list[Lane]) -> None:
    fill(random.Random(5), lanes, 65)
    search.fold()
    before = found(Query(limit=100, stage="6"))
    search.rebuild()
    assert found(Query(limit=100, stage="6")) == before
    SearchColumn.delete().execute()
    SearchBlock.delete().execute()
    assert found(Query(limit=100, stage="6")) == before
    assert search.rebuild() == 3
    assert found(Query(limit=100, stage="6")) == before


def test_an_interrupted_folding_goes_on_where_it_stopped(
    lanes: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(random.Random(6), lanes, 65)

    def power_cut(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search.fold(power_cut)
    assert found(Query(limit=100)) == newest_first()
    assert search.fold() == 2
    assert found(Query(limit=100)) == newest_first()


def fold_as_another_process() -> None:
    with tables.connection_context():
        search.fold()
