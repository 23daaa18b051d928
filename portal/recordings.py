"""What a lane's cameras showed at any moment, and the rows that must be there for what is seen (R-114)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import DateTimeLocalField, SelectField
from wtforms.validators import InputRequired

from gate import clock, evidence, recordings, retention, search, site
from gate.models import Recording
from portal import film_words
from portal.forms import PortalForm
from portal.htmx import render
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow

bp = Blueprint("recordings", __name__, url_prefix="/recordings")

SHOWN = timedelta(minutes=10)
"""How much is looked at from the moment on: a window of the authority has five to ten minutes."""
SECONDS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")


class MomentForm(PortalForm):
    lane = SelectField(lazy_gettext("Lane"), [InputRequired()])
    at = DateTimeLocalField(lazy_gettext("Moment"), [InputRequired()], format=list(SECONDS))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A recording as the page plays it: from the moment that was asked for."""

    recording: Recording
    title: str
    address: str
    """Empty where it cannot be played, and then the remark says why."""
    remark: str


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """One lane, one moment: what was recorded, and the rows of that time."""
    form = MomentForm(request.args if "lane" in request.args else None)
    lanes = {str(lane.id): lane for lane in site.lanes()}
    form.lane.choices = [(number, f"{lane.code} {lane.name}") for number, lane in lanes.items()]
    asked = "lane" in request.args
    understood = asked and form.validate()
    at = form.at.data
    if not asked:
        form.at.data = (clock.now() - 2 * SHOWN).replace(tzinfo=None, microsecond=0)
    found = _found(int(form.lane.data), at) if understood and at is not None else {}
    status = 422 if asked and not understood else 200
    return render("recordings/index.html", status=status, form=form, asked=understood, **found)


def _found(lane_id: int, told: datetime) -> dict[str, Any]:
    at = told.replace(tzinfo=clock.BEIJING)
    until = at + SHOWN
    rows = search.passages(search.Query(start=at, end=until, lane_id=lane_id, limit=200)).rows
    return {
        "at": at,
        "until": until,
        "stretches": [_stretch(one, at) for one in recordings.of_time(lane_id, at, until)],
        "rows": rows[::-1],
    }


def _stretch(recording: Recording, at: datetime) -> Stretch:
    title = film_words.title(recording.camera, 1, 1)
    fingerprint = recording.fingerprint
    try:
        there = plant().store.find(fingerprint, evidence.FILM)
    except evidence.StoreAway:
        return Stretch(recording, title, "", film_words.away())
    if there is None:
        gone = retention.removal_of(retention.RECORDING, fingerprint, recording.ends)
        return Stretch(recording, title, "", film_words.gone(gone))
    begin = max((at - recording.starts).total_seconds(), 0)
    address = url_for("films.film", fingerprint=fingerprint)
    return Stretch(recording, title, f"{address}#t={begin:.0f}", film_words.holes(recording))
