"""Chinese first and English complete: no word of a page is forgotten in the catalogue."""

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask

from gate.ledger import Result
from gate.policy import Reason, Status, Verdict
from gate.uplink import ACKNOWLEDGED, REFUSED, WAITING
from portal import languages, wording
from portal.security import ROLES
from settings import ROOT

CATALOGUE = ROOT / "portal" / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


def in_use() -> set[str]:
    """The first form of every message that code and templates ask for."""
    found = [
        *extract_from_dir(ROOT / "portal", [("**.py", "python")], keywords=KEYWORDS),
        *extract_from_dir(ROOT / "templates", [("**.html", "jinja2")], keywords=KEYWORDS),
    ]
    messages = (message for _file, _line, message, _comments, _context in found)
    return {message if isinstance(message, str) else message[0] for message in messages}


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh")


def first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def test_every_message_has_its_chinese_words(catalogue: Catalog) -> None:
    said = {first(message) for message in catalogue if message.id and all(_forms(message))}
    assert sorted(in_use() - said) == []


def test_no_message_is_kept_that_nobody_asks_for(catalogue: Catalog) -> None:
    assert sorted({first(m) for m in catalogue if m.id} - in_use()) == []


def test_translations_keep_the_names_that_are_filled_in(catalogue: Catalog) -> None:
    assert [(m.id, errors) for m in catalogue if (errors := list(m.check(catalogue)))] == []


def test_no_chinese_sentence_goes_on_in_the_english_of_another(catalogue: Catalog) -> None:
    others = {first(message) for message in catalogue if len(first(message)) > 20}
    mixed = [
        first(message)
        for message in catalogue
        if message.id
        for form in _forms(message)
        for other in others
        if other[:40] in form
    ]
    assert mixed == []


def test_the_compiled_catalogue_is_the_one_that_was_written(catalogue: Catalog) -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = Translations(file)
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            assert compiled.gettext(message.id) == message.string, message.id
        elif message.id:
            one, many = message.id
            assert compiled.ngettext(one, many, 2) == _forms(message)[0]


@pytest.mark.parametrize(
    ("sentences", "keys"),
    [
        (wording.VERDICTS, Verdict),
        (wording.REASONS, Reason),
        (wording.OUTCOMES, Result),
        (wording.STATUSES, Status),
        (wording.ROLES, ROLES),
        (wording.UPLOADS, (WAITING, ACKNOWLEDGED, REFUSED)),
        (wording.STATES, ("quiet", "looking", "deciding", "away")),
        (wording.POSITIONS, ("closed", "moving", "open", "unknown")),
    ],
)
def test_every_code_has_its_sentence(sentences: wording.Sentences, keys: list[str]) -> None:
    assert set(sentences) == set(keys)


def test_every_answer_of_a_lane_has_its_sentence() -> None:
    keys = {"", *(key for path in (ROOT / "workers").glob("*.py") for key in _answers_in(path))}
    assert keys == set(wording.ANSWERS)


def test_the_language_is_chinese_until_somebody_chooses(app: Flask) -> None:
    with app.test_request_context():
        assert languages.language() == "zh"


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def _answers_in(path: Path) -> list[str]:
    """The keys in Answer(False, "key") and in Answer(done, "" if done else "key")."""
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Answer"
    ]
    whys = [call.args[1] for call in calls if len(call.args) > 1]
    inner = (part for why in whys for part in ast.walk(why) if isinstance(part, ast.Constant))
    return [str(part.value) for part in inner]
