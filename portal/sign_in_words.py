"""How tries to sign in ended, and what browsers call themselves, in words."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from gate.sign_ins import How
from portal.wording import Sentences, say

HOW: Sentences = {
    How.IN: _("Signed in"),
    How.OUT: _("Signed out"),
    How.WRONG_PASSWORD: _("Wrong password"),
    How.UNKNOWN: _("No such account"),
    How.OFF: _("Account switched off"),
    How.WRONG_CODE: _("Wrong code"),
    How.USED_CODE: _("Code used before"),
    How.TOO_OFTEN: _("Tried too often"),
}
FACTORS: Sentences = {"totp": _("with a code"), "recovery": _("with a recovery code")}
# In this order: each of these also calls itself by the names of those after it.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """ "Chrome · Windows", as far as the browser says so."""
    known = [
        next((word for mark, word in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(filter(None, known)) or gettext("unknown browser")


FILTERS: dict[str, Callable[[Any], str]] = {
    "browser": browser,
    "how_it_ended": lambda how: say(HOW, how),
    "factor": lambda factor: say(FACTORS, factor),
}
"""How templates say things: {{ each.how | how_it_ended }}."""
