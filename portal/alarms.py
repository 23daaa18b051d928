"""What stands above every page until somebody sees to it: clocks off (R-094), lenses, evidence that waits."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, g
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from gate import clock
from gate.lens import kept
from gate.models import Device
from portal import lens_words, sessions
from portal.addresses import url_for
from portal.attention import attention
from portal.htmx import render
from portal.plant import plant
from portal.security import ADMIN, GUARD, INSPECTOR, MANAGER, allow
from portal.wording import as_date_time, as_time
from workers import carrying, clocks_told
from workers.clocks_told import CAMERAS, MACHINES, Told

bp = Blueprint("alarms", __name__, url_prefix="/alarms")


TOLD_BEFORE = timedelta(minutes=30)
"""How long before a session ends it says so: a wall must not go dark while a truck stands there."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is the matter, and what follows from it or is to be done."""

    what: str
    then: str
    grave: bool = False
    link: str = ""
    """Where there is more about it."""


@bp.get("")
@allow(ADMIN, MANAGER, GUARD, INSPECTOR)
def index() -> Response:
    """They stand above every page; each fetches them again now and then."""
    return render("alarms/index.html", fragment="alarms")


def alarms() -> list[Alarm]:
    """Asked once a request, by whoever draws the page."""
    if "alarms" not in g:
        g.alarms = [*_clocks(), *_cameras(), *_lenses(), *_evidence(), *_mails(), *_session()]
    found: list[Alarm] = g.alarms
    return found


def _clocks() -> Iterator[Alarm]:
    for told in clocks_told.told(plant().redis, MACHINES):
        if not told.is_right:
            yield Alarm(
                _(
                    "The clock of %(name)s is %(seconds)s s off.",
                    name=told.name,
                    seconds=_off(told),
                ),
                _("Let it be set by a time server.")
                if told.is_trusted
                else _("Until it is right no time is stamped on photographs, and rows say so."),
                grave=not told.is_trusted,
            )


def _cameras() -> Iterator[Alarm]:
    wrong = [told for told in clocks_told.told(plant().redis, CAMERAS) if not told.is_trusted]
    for told in wrong:
        camera = Device.get_or_none(Device.id == int(told.name))
        if camera is not None:
            yield Alarm(
                _(
                    "The clock of the camera %(name)s is %(seconds)s s off.",
                    name=camera.name,
                    seconds=_off(told),
                ),
                _("What the camera itself writes into its pictures is wrong; our stamps are not."),
            )


def _lenses() -> Iterator[Alarm]:
    """Until somebody sees to it; on its own page it stands until it is over."""
    for lane, row in kept.all_going_on() if attention().lenses else ():
        if row.seen_at is None:
            cause = kept.trouble_of(row).cause
            yield Alarm(
                lens_words.sentence(cause, lane.code),
                str(lens_words.ADVICE[cause]),
                link=url_for("lenses.show", lane_id=lane.id),
            )


def _evidence() -> Iterator[Alarm]:
    for machine in carrying.machines(plant().redis):
        if machine.problem:
            yield Alarm(
                _(
                    "%(machine)s has not been able to carry evidence away since %(since)s.",
                    machine=machine.name,
                    since=as_date_time(machine.stuck_since),
                ),
                _("It waits on the disk of that machine."),
                grave=True,
            )


def _mails() -> Iterator[Alarm]:
    unsent = attention().mails
    if unsent is not None:
        yield Alarm(
            _("%(what)s.", what=unsent.words),
            _("Reports, Outbox says why, and sends them again if you want that."),
        )


def _session() -> Iterator[Alarm]:
    present = sessions.current_session()
    if present is not None and sessions.ends_at(present) - clock.now() < TOLD_BEFORE:
        yield Alarm(
            _("This screen is signed out at %(time)s.", time=as_time(sessions.ends_at(present))),
            _("Sign out and in again at a quiet moment before."),
        )


def _off(told: Told) -> str:
    return f"{told.off_s:+.0f}"
