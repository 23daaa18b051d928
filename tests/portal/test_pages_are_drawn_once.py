"""What pages draw hundreds of times is drawn once, and never for somebody whom it is not for."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup
from wtforms import SelectField

from gate.policy import Verdict
from portal.choosing import KeptSelectField
from portal.forms import PortalForm
from portal.languages import language, speaking

CHOICES: Any = [("", "All"), ("<1>", "1 & 2"), ("x", "X")]


class _Form(PortalForm):
    anew = SelectField("Which", name="one")
    once = KeptSelectField("Which", name="one")


@pytest.fixture
def drawn(app: Flask) -> Callable[..., str]:
    """A piece of a template, drawn in a language for a portal that is mounted somewhere."""

    def draw(piece: str, spoken: str, mounted: str = "", **told: object) -> str:
        with app.test_request_context(base_url=f"http://localhost{mounted}"), speaking(spoken):
            return str(render_template_string(piece, **told))

    return draw


def test_each_language_and_place_has_its_own(drawn: Callable[..., str]) -> None:
    for _ in ("first", "again"):
        assert "未登记" not in drawn('{{ ui.verdict("refuse") }}', "en")
        assert "Refused" in drawn('{{ ui.verdict("refuse") }}', "en")
        assert "Refused" not in drawn('{{ ui.verdict("refuse") }}', "zh")
        assert 'href="/static' in drawn('{{ ui.icon("check") }}', "zh")
        assert 'href="/gate/static' in drawn('{{ ui.icon("check") }}', "zh", "/gate")


def test_what_is_safe_and_what_is_not_are_two_things(drawn: Callable[..., str]) -> None:
    for _ in ("first", "again"):
        assert "&lt;b&gt;" in drawn("{{ guard.key(cap) }}", "zh", cap="<b>")
        assert "<b>" in drawn("{{ guard.key(cap) }}", "zh", cap=Markup("<b>"))


def test_a_sentence_is_filled_in_and_escaped(drawn: Callable[..., str]) -> None:
    for _ in ("first", "again"):
        assert drawn('{{ _("Refused") }}', "en") == "Refused"
        piece = '{{ _("read as: %(plate)s", plate=plate) }}'
        assert drawn(piece, "en", plate="<b>") == "read as: &lt;b&gt;"


def test_a_key_nobody_knows_stands_for_itself(drawn: Callable[..., str]) -> None:
    assert drawn("{{ key | verdict }}", "zh", key="newer") == "newer"
    assert drawn("{{ key | verdict }}", "en", key=Verdict.REFUSE) == "Refused"


def test_a_language_is_spoken_as_long_as_it_is_asked_for(app: Flask) -> None:
    assert language() == "zh"
    with app.test_request_context():
        assert language() == "zh"
        with speaking("en"):
            assert language() == "en"
        assert language() == "zh"


@pytest.mark.parametrize("told", [{}, {"one": ""}, {"one": "<1>"}, {"one": "nothing of it"}])
def test_a_list_is_drawn_and_understood_as_ever(app: Flask, told: dict[str, str]) -> None:
    with app.test_request_context(query_string=told) as context:
        form = _Form(context.request.args)
        form.anew.choices = form.once.choices = CHOICES
        look = {"class_": "form-select", "aria_describedby": "help"}
        assert form.once(**look) == form.anew(**look)
        assert form.once.validate(form) == form.anew.validate(form)
