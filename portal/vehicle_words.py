"""A vehicle's history in words: what was done, to which item, from which value to which."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from gate.models import Carrier
from portal import wording
from portal.vehicle_form import TABLES, VehicleForm

CHANGES: Mapping[str, Any] = {
    "created": _("Added"),
    "edited": _("Changed"),
    "approved": _("Approved"),
    "suspended": _("Suspended"),
    "admitted": _("Let in for a time"),
    "visit_ended": _("Ended before its time"),
    "handed_over": _("Handed to its carrier"),
}
PICTURE = _("a picture")
ITEMS: Mapping[str, Any] = {
    "carrier": _("Belongs to"),
    "status": _("State"),
    "valid_until": _("Permission until"),
}
"""Of a file, beside those that its form has."""


def change(what: str) -> str:
    return wording.say(CHANGES, what)


def item(name: str) -> str:
    """The label that the form has for an item of the file."""
    if name in ITEMS:
        return str(ITEMS[name])
    field = getattr(VehicleForm, name, None)
    return str(field.args[0]) if field is not None and field.args else name


def value_of(value: Any, name: str) -> str:
    """A value of the chain as the form would show it."""
    if value in (None, ""):
        return "—"
    if name == "carrier":
        carrier = Carrier.get_or_none(Carrier.id == value)
        return str(carrier.name if carrier else value)
    if name in TABLES:
        return wording.word(TABLES[name], str(value))
    return str(PICTURE) if name.endswith("_image") else str(value)
