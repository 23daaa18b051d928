"""The form of a search: what can be asked for, what was asked, and each condition as a chip that takes itself off."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import DateTimeLocalField, SelectField, StringField
from wtforms.validators import Length, Optional

from gate import clock, codes, plates, site
from gate.models import Lane
from gate.policy import Reason, Verdict
from gate.search import Match, Opened, Query, Written, asked
from portal import wording
from portal.choosing import Choices, KeptSelectField
from portal.forms import PortalForm
from portal.languages import language

MINUTES = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
OPENED: wording.Sentences = {
    Opened.BY_ITSELF: lazy_gettext("Automatic"),
    Opened.BY_HAND: lazy_gettext("By hand"),
}
WRITTEN: wording.Sentences = {
    Written.BY_ITSELF: lazy_gettext("Read by the lane"),
    Written.BY_HAND: lazy_gettext("Entered by hand"),
}
MATCHES: wording.Sentences = {
    Match.AS_TYPED: lazy_gettext("as typed, with ? and *"),
    Match.EXACT: lazy_gettext("exactly this plate"),
    Match.ONE: lazy_gettext("one character may be wrong"),
    Match.TWO: lazy_gettext("two characters may be wrong"),
}


def _choice(label: Any) -> KeptSelectField:
    return KeptSelectField(label, [Optional()], default="")


class SearchForm(PortalForm):
    plate = StringField(lazy_gettext("Plate"), [Length(max=20)])
    match = _choice(lazy_gettext("How the plate is meant"))
    start = DateTimeLocalField(lazy_gettext("From"), [Optional()], format=list(MINUTES))
    end = DateTimeLocalField(lazy_gettext("To"), [Optional()], format=list(MINUTES))
    gate_no = _choice(lazy_gettext("Gate"))
    lane_id = _choice(lazy_gettext("Lane"))
    direction = _choice(lazy_gettext("In or out"))
    verdict = _choice(lazy_gettext("Decision"))
    reason = _choice(lazy_gettext("Reason"))
    opened = _choice(lazy_gettext("Way of opening"))
    written = _choice(lazy_gettext("Who wrote it"))
    stage = _choice(lazy_gettext("Emission stage"))
    fuel = _choice(lazy_gettext("Fuel"))
    colour = _choice(lazy_gettext("Plate colour"))
    carrier = StringField(lazy_gettext("Carrier"), [Length(max=64)])
    cargo = StringField(lazy_gettext("Cargo"), [Length(max=32)])
    upload = _choice(lazy_gettext("Upload"))

    def offer(self, lanes: Sequence[Lane]) -> None:
        """Fill in what can be chosen, in the language of the page."""
        gates = {lane.gate.gate_no: f"{lane.gate.gate_no} {lane.gate.name}" for lane in lanes}
        everything = ("", _("All"))
        self.gate_no.choices = [everything, *gates.items()]
        at_lanes = ((str(lane.id), f"{lane.code} {lane.name}") for lane in lanes)
        self.lane_id.choices = [everything, *at_lanes]
        for name, choices in _always_offered(language()).items():
            setattr(self[name], "choices", choices)  # noqa: B010  wtforms types fields as plain ones

    def query(self) -> Query:
        """What was asked, with the place of the page; fields with a mistake in them are left out."""
        given = {
            field.name: field.data or ""
            for field in self
            if field.name not in self.errors and field.name not in ("start", "end")
        }
        place = {name: request.args.get(name, "") for name in asked.PLACES}
        query = asked.of(given | place)
        return replace(query, start=self._moment("start"), end=self._moment("end"))

    def _moment(self, name: str) -> datetime | None:
        moment: datetime | None = None if name in self.errors else self[name].data
        return moment.replace(tzinfo=clock.BEIJING) if moment else None

    @property
    def narrowed(self) -> bool:
        """Whether one of the conditions was used that stand behind the first ones."""
        return any(self[name].data for name in MORE)


MORE = (
    "gate_no",
    "lane_id",
    "direction",
    "reason",
    "opened",
    "written",
    "stage",
    "fuel",
    "colour",
    "carrier",
    "cargo",
    "upload",
)
"""Conditions that are folded away until somebody wants them."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in words, and the search without it."""

    label: str
    value: str
    without: str


def chips(form: SearchForm, query: Query) -> Iterator[Chip]:
    """Every condition that holds, in the order of the form."""
    for field in form:
        value = _in_words(field, query)
        if value:
            without: dict[str, Any] = {field.name: "", "before": "", "after": ""}
            if field.name == "plate":
                without["match"] = ""
            yield Chip(str(field.label.text), value, address(query, **without))


def teller() -> Callable[[str], str]:
    """What puts searches as they are kept into words: Plate 冀B · Decision Refused. Asks the database once for many."""
    form = SearchForm()
    form.offer(site.lanes())

    def tell(told: str) -> str:
        said = (f"{chip.label} {chip.value}" for chip in chips(form, asked.read(told)))
        return " · ".join(said) or str(_("All"))

    return tell


def _in_words(field: Any, query: Query) -> str:
    value = getattr(query, field.name)
    if not value or (field.name == "match" and not query.plate):
        return ""
    if field.name in ("start", "end"):
        return wording.as_date_time(value)[:16]
    if field.name == "plate":
        return plates.normalise(value)
    if isinstance(field, SelectField):
        value = next((said for key, said, *_ in _offered(field) if key == str(value)), value)
    return str(value)


def _offered(field: Any) -> Sequence[tuple[str, str]]:
    choices: Sequence[tuple[str, str]] = field.choices
    return choices


def address(query: Query, **changes: Any) -> str:
    """A search as an address, without what does not matter."""
    told = asked.told(query, **changes)
    return url_for("passages.index") + (f"?{told}" if told else "")


@lru_cache
def _always_offered(spoken: str) -> Mapping[str, Choices]:
    """What can be chosen whatever the plant is, by field. `spoken` is the language of the page."""
    offered: dict[str, Choices] = {
        "direction": _coded(codes.DIRECTIONS, spoken),
        "stage": _coded(codes.EMISSION_STAGES, spoken),
        "fuel": _coded(codes.FUEL_TYPES, spoken),
        "colour": _coded(codes.PLATE_COLOURS, spoken),
        "verdict": _said(wording.VERDICTS, Verdict),
        "reason": _said(wording.REASONS, Reason),
        "opened": _said(OPENED, Opened),
        "written": _said(WRITTEN, Written),
        "upload": _said(wording.UPLOADS, wording.UPLOADS),
    }
    every = ("", _("All"))
    return {
        **{name: (every, *choices) for name, choices in offered.items()},
        "match": _said(MATCHES, Match),
    }


def _coded(table: codes.Table, spoken: str) -> Choices:
    return [(code, words.in_language(spoken)) for code, words in table.items()]


def _said(sentences: wording.Sentences, keys: Iterable[str]) -> Choices:
    return tuple((str(key), wording.say(sentences, key)) for key in keys)
