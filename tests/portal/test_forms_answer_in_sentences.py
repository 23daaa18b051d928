"""Every form of every page, sent empty: mistakes come back at a field or in a sentence, and no button is dead."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gate.models import Passage
from tests.browsing import as_person
from tests.portal import tour
from tests.portal.test_pages_are_whole import ADDRESSES, ledger_rows

__all__ = ["ledger_rows"]

pytestmark = pytest.mark.slow

SENT_BY_NOBODY = {"/logout"}
MISTAKE = re.compile(
    r'class="(?:invalid-feedback|alert alert-danger|told told-fails)[^>]*>.*?[^\s<>]'
)
SENTENCE = re.compile(r"<h1>\s*\S.*?<p>\s*\S", re.S)


@dataclass
class Form:
    """A form as it stands on a page."""

    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    """Where its buttons send it instead."""


class Forms(HTMLParser):
    """The forms of a page, and its buttons that nothing listens to."""

    def __init__(self, html: str, here: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.dead: list[str] = []
        self._here, self._within = here, False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(
                Form(told.get("action", self._here), told.get("method", "get").lower())
            )
            self._within = True
        elif tag == "input" and self._within and told.get("type") == "hidden":
            self.forms[-1].hidden[told["name"]] = told.get("value", "")
        elif tag == "button":
            self._button(told)

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "form"

    def _button(self, told: dict[str, str]) -> None:
        if self._within and "formaction" in told:
            self.forms[-1].others.append(told["formaction"])
        sends = (self._within or "form" in told) and told.get("type", "submit") == "submit"
        listened = any(name.startswith(("data-", "hx-", "popovertarget")) for name in told)
        if not sends and not listened:
            self.dead.append(str(told))


def test_forms_sent_empty_say_what_is_missing_and_no_button_is_dead(
    app: Flask, ledger_rows: list[Passage]
) -> None:
    stops = list(tour.stops(app, (*ADDRESSES, "/login")))
    assert [
        (str(stop), dead) for stop in stops if (dead := Forms(stop.html, stop.address).dead)
    ] == []
    clients: dict[str, FlaskClient] = {}
    tried: set[tuple[str, str]] = set()
    for stop in stops:
        for action, hidden in _posts(stop):
            if (stop.person.username, action) in tried or action in SENT_BY_NOBODY:
                continue
            tried.add((stop.person.username, action))
            for sent in ({}, hidden) if hidden else ({},):
                client = clients.get(stop.person.username) or as_person(app, stop.person)
                clients[stop.person.username] = client
                answer = client.post(action, data=sent, headers={"Referer": "http://localhost/"})
                assert _is_understood(answer), f"{stop} {action} {sent}: {answer.status}"
                if (answer.location or "").startswith("/login"):
                    del clients[stop.person.username]


def _posts(stop: tour.Stop) -> Iterator[tuple[str, dict[str, str]]]:
    for form in Forms(stop.html, stop.address).forms:
        if form.method == "post":
            yield from ((action, form.hidden) for action in (form.action, *form.others))


def _is_understood(answer: TestResponse) -> bool:
    """Whether a person learns what became of it: at a field, in a sentence, or on the page that they are sent to."""
    if answer.status_code == 422:
        return bool(MISTAKE.search(answer.text))
    if answer.status_code in (400, 403, 404, 405, 429):
        return bool(SENTENCE.search(answer.text))
    return answer.status_code in (200, 303)
