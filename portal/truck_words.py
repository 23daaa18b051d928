"""How a truck of the register stands, said to the carrier whose it is."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from gate.carriers import applications
from gate.carriers.overview import Stands, Truck
from gate.carriers.states import State
from gate.models import Application, ApplicationStep
from portal import wording

CHIPS: Mapping[str, Any] = {
    Stands.LISTED: _("Over-emission list"),
    Stands.SUSPENDED: _("Suspended"),
    Stands.OVER: _("Expired"),
    Stands.NOT_YET: _("Not yet"),
    Stands.WAITS: _("Not approved"),
    Stands.KEPT_OUT: _("Not now"),
    Stands.ENDS_SOON: _("Ends soon"),
    Stands.GOOD: _("May come"),
}
SENTENCES: Mapping[str, Any] = {
    Stands.LISTED: _(
        "It is on the over-emission list: every gate refuses it until it is repaired and released."
    ),
    Stands.SUSPENDED: _("The plant has suspended it. Ask there, or send an application again."),
    Stands.OVER: _("Its permission is over: renew it, then it may come again."),
    Stands.WAITS: _("The plant has its file and has not approved it yet."),
}
TONES: Mapping[str, str] = {
    Stands.GOOD: "approved",
    Stands.ENDS_SOON: "pending",
    Stands.NOT_YET: "pending",
    Stands.WAITS: "pending",
}


def chip(truck: Truck) -> str:
    return wording.say(CHIPS, truck.stands)


def tone(truck: Truck) -> str:
    """The colour that goes with it, by a class of the chips."""
    return TONES.get(truck.stands, "suspended")


def sentence(truck: Truck) -> str:
    """What it means, and for how long."""
    if truck.stands in SENTENCES:
        return wording.say(SENTENCES, truck.stands)
    vehicle = truck.vehicle
    if truck.stands is Stands.KEPT_OUT:
        return wording.say(wording.REASONS, truck.reason)
    if truck.stands is Stands.NOT_YET:
        return str(gettext("It may come from %(day)s on.", day=vehicle.valid_from))
    if truck.days is None:
        return str(gettext("Its permission has no end."))
    left: Any = ngettext("%(num)s day left", "%(num)s days left", truck.days)
    return str(gettext("Until %(day)s: %(left)s.", day=vehicle.valid_to, left=left))


def last_words(application: Application) -> str:
    """What was said with the last step of an application."""
    steps = applications.steps_of(application)
    return str(steps[-1].words) if steps else ""


def fields_of(step: ApplicationStep) -> list[str]:
    """The fields that the plant has asked for in a step."""
    return list(applications.told_in(step).get("fields", ()))


def application_sentence(application: Application) -> str:
    """What comes next, said to the carrier."""
    return wording.say(NEXT, application.state)


NEXT: Mapping[str, Any] = {
    State.SENT: _("The plant looks at it. You can close this page: the answer will stand here."),
    State.APPEALED: _("A person of the plant looks at it again, before all others."),
    State.APPROVED: _("The truck is in the register and may come."),
    State.REJECTED: _("The plant does not let this truck in. Its reason stands below."),
    State.WITHDRAWN: _("You have taken it back. Nobody looks at it."),
}
FILTERS: Mapping[str, Any] = {
    "last_words": last_words,
    "fields_of": fields_of,
    "application_sentence": application_sentence,
    "truck_chip": chip,
    "truck_tone": tone,
    "truck_sentence": sentence,
}
