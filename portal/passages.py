"""The passages: searching them, and everything that is known of one."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from werkzeug.wrappers import Response
from wtforms import DateTimeLocalField, SelectField, StringField
from wtforms.validators import Length, Optional

from gate import clock, codes, corrected, corrections, proof, search, site
from gate.ledger import Result
from gate.models import Entry, Outcome, Passage
from gate.policy import Verdict
from portal import explaining, films, pictures, wording
from portal.forms import PortalForm
from portal.htmx import render, wants_fragment
from portal.items import ITEMS
from portal.languages import language
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow

bp = Blueprint("passages", __name__, url_prefix="/passages")

MINUTES = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")

BEING_FILMED = timedelta(minutes=10)
"""So long after a passage its film may still be made."""


def _choice(label: Any) -> SelectField:
    return SelectField(label, [Optional()], default="")


class SearchForm(PortalForm):
    plate = StringField(lazy_gettext("Plate"), [Length(max=10)])
    start = DateTimeLocalField(lazy_gettext("From"), [Optional()], format=list(MINUTES))
    end = DateTimeLocalField(lazy_gettext("To"), [Optional()], format=list(MINUTES))
    gate_no = _choice(lazy_gettext("Gate"))
    direction = _choice(lazy_gettext("In or out"))
    stage = _choice(lazy_gettext("Emission stage"))
    verdict = _choice(lazy_gettext("Decision"))

    def offer(self, gates: list[tuple[str, str]]) -> None:
        """Fill in what can be chosen, in the language of the page."""
        everything = ("", _("All"))
        spoken = language()
        self.gate_no.choices = [everything, *gates]
        self.direction.choices = [everything, *_choices(codes.DIRECTIONS, spoken)]
        self.stage.choices = [everything, *_choices(codes.EMISSION_STAGES, spoken)]
        self.verdict.choices = [
            everything,
            *((verdict.value, wording.say(wording.VERDICTS, verdict)) for verdict in Verdict),
        ]

    def query(self) -> search.Query:
        """What was asked; fields with a mistake in them are left out."""
        asked = {name: value for name, value in self.data.items() if name not in self.errors}
        return search.Query(
            start=_in_beijing(asked.get("start")),
            end=_in_beijing(asked.get("end")),
            gate_no=asked.get("gate_no") or "",
            plate=asked.get("plate") or "",
            stage=asked.get("stage") or "",
            verdict=asked.get("verdict") or "",
            direction=asked.get("direction") or "",
            before=_place(request.args.get("before", "")),
        )


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """Search; htmx fetches the results alone while somebody types."""
    form = SearchForm(request.args)
    form.offer([(gate.gate_no, f"{gate.gate_no} {gate.name}") for gate in site.gates()])
    understood = form.validate()
    page = search.passages(form.query())
    response = render(
        "passages/index.html",
        fragment="results",
        announce=_how_many(page),
        form=form,
        page=page,
        how_many=_how_many(page),
        names={lane.id: lane.name for lane in site.lanes()},
        paging="before" in request.args,
        newest=_address(),
        older=_address(page.older) if page.older else "",
        status=200 if understood else 422,
    )
    if wants_fragment():
        response.headers["HX-Push-Url"] = _address(form.query().before)
    return response


@bp.get("/<int:number>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(number: int) -> Response:
    """Everything that is known of one passage."""
    story = search.story(number)
    if story is None:
        abort(404)
    return render("passages/show.html", **everything(story))


def everything(story: search.Story) -> dict[str, Any]:
    """What the page of a passage shows; the page of a drawn row shows the same."""
    passage, entry = story.passage, story.passage.entry
    return {
        "story": story,
        "passage": passage,
        "counts": corrected.one(passage).now,
        "corrections": corrections.of(passage),
        "why": explaining.why(passage),
        "alike": search.last_seen(passage.look_alike),
        "looks": _looks(passage),
        "items": ITEMS,
        "photos_gone": pictures.let_go(passage),
        "films": films.of_passage(passage),
        "filming": clock.now() - passage.passed_at < BEING_FILMED,
        "previous": json.loads(bytes(entry.content))["previous"],
        "holds": _is_as_hashed(entry, passage),
        "told": {outcome.id: _told(outcome) for outcome in story.outcomes},
    }


def _looks(passage: Passage) -> list[tuple[str, str, float]]:
    """What the eyes saw look by look: text, colour code, certainty of the weakest character."""
    try:
        told = json.loads(passage.looks_told or "[]")
        return [(str(text), str(colour), float(sure)) for text, colour, sure in told]
    except (ValueError, TypeError):
        return []  # a row that was tampered with is shown as far as it can be


def _is_as_hashed(entry: Entry, passage: Passage) -> bool:
    """Whether this row says today what was hashed then; the chain as a whole is verified elsewhere."""
    content = bytes(entry.content)
    same_bytes = hashlib.sha256(content).hexdigest() == entry.hash
    return same_bytes and proof.is_as_hashed(passage, entry)


def _told(outcome: Outcome) -> dict[str, str]:
    """The detail of an outcome: the reason and the photograph of a person's order, or plain sentences."""
    if outcome.result == Result.NO_LONGER_OPEN:
        keys = str(outcome.detail).split(",")
        return {"reason": " ".join(wording.say(wording.REASONS, key) for key in keys), "photo": ""}
    try:
        told = json.loads(outcome.detail)
    except ValueError:
        told = None
    if isinstance(told, dict):
        return {"reason": str(told.get("reason", "")), "photo": str(told.get("photo", ""))}
    return {"reason": outcome.detail, "photo": ""}


def _how_many(page: search.Page) -> str:
    if not page.exact:
        return str(_("At least %(number)s passages", number=f"{page.total:,}"))
    return str(ngettext("%(num)s passage", "%(num)s passages", page.total))


def _choices(table: codes.Table, spoken: str) -> list[tuple[str, str]]:
    return [(code, words.in_language(spoken)) for code, words in table.items()]


def _in_beijing(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=clock.BEIJING) if moment else None


def _address(before: search.Place | None = None) -> str:
    """This search as an address, without what was left empty."""
    asked = {name: value for name, value in request.args.items() if value and name != "before"}
    if before is not None:
        asked["before"] = f"{clock.stamp(before[0])}~{before[1]}"
    return url_for("passages.index") + ("?" + urlencode(asked) if asked else "")


def _place(text: str) -> search.Place | None:
    moment, _tilde, number = text.partition("~")
    try:
        return clock.parse(moment), int(number)
    except ValueError:
        return None
