"""The passages: searching them, and everything that is known of one."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from gate import (
    cases,
    clock,
    corrections,
    looking,
    plates,
    proof,
    saved_searches,
    search,
    site,
    supplement_reviews,
)
from gate.looking import What
from gate.models import Entry, Lane, Passage
from gate.search import Match, asked
from portal import case_story, explaining, films, pictures
from portal.forms import came_from
from portal.htmx import render, wants_fragment
from portal.items import ITEMS
from portal.searching import SearchForm, address, chips
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow, username

bp = Blueprint("passages", __name__, url_prefix="/passages")

BEING_FILMED = timedelta(minutes=10)
"""So long after a passage its film may still be made."""


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """Search; htmx fetches the results alone while somebody types."""
    lanes = site.lanes()
    form = SearchForm(request.args)
    form.offer(lanes)
    understood = form.validate()
    query = form.query()
    with looking.noted(username(), What.SEARCH, told=asked.told(query)):
        response = _found(form, query, lanes, 200 if understood else 422)
    if wants_fragment():
        response.headers["HX-Push-Url"] = address(query)
    return response


def _found(form: SearchForm, query: search.Query, lanes: Sequence[Lane], status: int) -> Response:
    page = search.passages(query)
    how_many = _how_many(page)
    return render(
        "passages/index.html",
        fragment="results",
        announce=how_many,
        form=form,
        query=query,
        page=page,
        how_many=how_many,
        chips=list(chips(form, query)),
        names={lane.id: lane.name for lane in lanes},
        saved=[] if wants_fragment() else saved_searches.of(username()),
        asked=asked.told(query, before="", after=""),
        alike=_alike(query),
        pages=_pages(query, page),
        status=status,
    )


def _pages(query: search.Query, page: search.Page) -> dict[str, str]:
    """Where one can go from here: the newest, what is newer and what is older."""
    paged = query.before is not None or query.after is not None
    return {
        "newest": address(query, before="", after="") if paged else "",
        "newer": address(query, before="", after=page.newer) if page.newer else "",
        "older": address(query, before=page.older, after="") if page.older else "",
    }


def _alike(query: search.Query) -> str:
    """The text that plates are compared with, where they need not be the same."""
    return plates.normalise(query.plate) if query.match in (Match.ONE, Match.TWO) else ""


@bp.get("/<int:number>")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def show(number: int) -> Response:
    """Everything that is known of one passage."""
    story = search.story(number)
    if story is None:
        abort(404)
    with looking.noted(username(), What.PASSAGE, passage_id=number):
        return render("passages/show.html", back=_back(), **everything(story))


def _back() -> str:
    """The search that one came from, so that nothing of it is lost; else all passages."""
    everything_there = url_for("passages.index")
    came = came_from()
    return came if came.partition("?")[0] == everything_there else everything_there


def everything(story: search.Story) -> dict[str, Any]:
    """What the page of a passage shows; the page of a drawn row shows the same."""
    passage, entry = story.passage, story.passage.entry
    counted = story.counted
    return {
        "story": story,
        "passage": passage,
        "counts": counted.now,
        "counted": counted,
        "review": supplement_reviews.of(counted.supplement) if counted.supplement else None,
        "corrections": corrections.of(passage),
        "why": explaining.why(passage),
        "alike": search.last_seen(passage.look_alike),
        "looks": _looks(passage),
        "items": ITEMS,
        "photographs": pictures.of_passage(passage),
        "films": films.of_passage(passage),
        "filming": clock.now() - passage.passed_at < BEING_FILMED,
        "previous": json.loads(bytes(entry.content))["previous"],
        "holds": _is_as_hashed(entry, passage),
        "deeds": case_story.deeds(cases.notes(passage), story.outcomes),
        "history": _history(passage),
        "others": search.others(passage),
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


def _how_many(page: search.Page) -> str:
    if not page.exact:
        return str(_("At least %(number)s passages", number=f"{page.total:,}"))
    return str(ngettext("%(num)s passage", "%(num)s passages", page.total))


def _history(passage: Passage) -> str:
    """Where every passage of the same vehicle is found."""
    if not passage.plate_no:
        return ""
    same = search.Query(plate=passage.plate_no, match=Match.EXACT, colour=passage.plate_colour)
    return address(same)
