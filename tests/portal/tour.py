"""A walk through every page of the portal: who sees what, each picture of a page once."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from flask import Flask
from werkzeug.exceptions import NotFound

from tests import cast
from tests.browsing import as_person

PEOPLE = (cast.ADMIN, cast.MANAGER, cast.GUARD, cast.INSPECTOR, cast.CARRIER, cast.STRANGER)
"""Those who see most come first: what a later one sees is often a part of it."""
NAVIGATION = re.compile(r'<aside class="side".*?</aside>', re.S)
PAGE = "text/html"


@dataclass(frozen=True, slots=True)
class Stop:
    """A page as one person sees it."""

    person: cast.Person
    address: str
    status: int
    html: str

    def __str__(self) -> str:
        return f"{self.person.username} {self.address}"


def stops(app: Flask, addresses: Sequence[str]) -> Iterator[Stop]:
    """Every address as the people see it who see something there that nobody before them saw."""
    clients = {person.username: as_person(app, person) for person in PEOPLE}
    for address in addresses:
        seen: set[str] = set()
        for person in PEOPLE:
            answer = clients[person.username].get(address)
            if answer.mimetype != PAGE or answer.status_code in (303, 308):
                continue
            pieces = pieces_of(NAVIGATION.sub("", answer.text))
            if pieces <= seen or (answer.status_code == 403 and seen):
                continue
            seen |= pieces
            yield Stop(person, address, answer.status_code, answer.text)


def unvisited(app: Flask, addresses: Sequence[str]) -> set[str]:
    """Addresses of the portal that are read by GET and that none of these is a case of."""
    visited = {_endpoint(app, address) for address in addresses}
    readable = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    return {rule.rule for rule in readable if rule.endpoint not in visited}


def _endpoint(app: Flask, address: str) -> str:
    try:
        return str(app.url_map.bind("localhost").match(re.split(r"[?#]", address)[0])[0])
    except NotFound:
        return ""


def pieces_of(html: str) -> set[str]:
    """What a page is made of: its elements with their classes, whatever they say."""
    return _Pieces(html).found


class _Pieces(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.found.add(f"{tag}.{told.get('class')}.{told.get('type')}.{told.get('role')}")
