"""A carrier's history in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from portal import wording

CHANGES: Mapping[str, Any] = {
    "made": _("Signed up"),
    "changed": _("Changed"),
    "stopped": _("Stopped"),
    "let_go_on": _("May ask again"),
}
ITEMS: Mapping[str, Any] = {"name": _("Name"), "phone": _("Telephone")}


def change(what: str) -> str:
    return wording.say(CHANGES, what)


def item(name: str) -> str:
    return wording.say(ITEMS, name)
