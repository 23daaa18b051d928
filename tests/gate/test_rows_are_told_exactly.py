"""A row counts as told by an entry if, and only if, each of its values is the one that was hashed."""

from contextlib import suppress
from math import inf
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from gate import proof
from gate.models import Outcome
from gate.proof.chain import canonical
from gate.proof.rows import UNREADABLE, Telling

TELLING = Telling(Outcome)
TEXT_COLUMNS = ("by", "detail", "position", "result")
TEXTS = st.text(alphabet=st.sampled_from('ab冀",:\\{}%sn\x00\n'), max_size=6) | st.text(max_size=6)


def outcome(**given: Any) -> dict[str, Any]:
    """An outcome as the database gives it, by column."""
    row = Outcome(
        passage=7,
        at="2026-03-01T08:00:00.000+08:00",
        result="lifted",
        position="open",
        by="",
        detail="",
    )
    return proof.facts(row) | given


def told(row: dict[str, Any], of: dict[str, Any]) -> bool:
    return TELLING.is_told([row[name] for name in TELLING.columns], canonical(of))


@given(st.fixed_dictionaries(dict.fromkeys(TEXT_COLUMNS, TEXTS)))
@example({"by": '"', "detail": "%s", "position": "\\", "result": "\x00"})
def test_what_was_hashed_is_told(texts: dict[str, str]) -> None:
    assert told(outcome(**texts), outcome(**texts))


@given(
    st.fixed_dictionaries(dict.fromkeys(TEXT_COLUMNS, TEXTS)),
    st.sampled_from(TEXT_COLUMNS),
    TEXTS | st.none() | st.integers() | st.booleans() | st.floats(allow_nan=False),
)
@example({"by": "7", "detail": "", "position": "", "result": ""}, "by", 7)
@example({"by": "None", "detail": "", "position": "", "result": ""}, "by", None)
@example({"by": "", "detail": "", "position": "", "result": ""}, "by", inf)
@example({"by": 'a","detail":"b', "detail": "c", "position": "", "result": ""}, "by", "a")
def test_no_other_value_is_told(texts: dict[str, str], column: str, value: Any) -> None:
    assume(value != texts[column])
    # A value that no row of ours can hold is unreadable: its row is not told either (gate/proof/stretch.py).
    with suppress(*UNREADABLE):
        assert not told(outcome(**texts | {column: value}), outcome(**texts))


@given(TEXTS, TEXTS, st.integers(0, 20))
def test_a_border_between_two_values_cannot_be_moved(left: str, right: str, at: int) -> None:
    """As when a neighbour takes over a part of the text, its quotation marks with it."""
    whole = f'{left}","detail":"{right}'
    moved = outcome(by=whole[:at], detail=whole[at:])
    assert not told(moved, outcome(by=left, detail=right))
