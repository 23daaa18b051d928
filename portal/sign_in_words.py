"""How tries to sign in ended, and what browsers call themselves, in words."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from gate.sign_ins import How
from portal.wording import ROLES, Sentences, say

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
CHANGES: Sentences = {
    "made": _("Account made"),
    "changed": _("Account changed"),
    "switched_off": _("Switched off"),
    "switched_on": _("Switched on again"),
    "signed_out": _("Signed out everywhere"),
    "password": _("New password set"),
    "must_change": _("New password asked for"),
    "reset_link": _("Link for a new password made"),
    "second_factor_on": _("Second factor switched on"),
    "second_factor_off": _("Second factor taken away"),
    "recovery_codes": _("New recovery codes made"),
    "email": _("E-mail address changed"),
    "email_confirmed": _("E-mail address confirmed"),
    "joined_carrier": _("Joined a carrier"),
    "invited": _("Invited"),
    "invitation_withdrawn": _("Invitation withdrawn"),
}
LANGUAGES = {"zh": "中文", "en": "English"}
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


def value(name: str, kept: object) -> str:
    """What a column of an account holds, in words."""
    if name == "role":
        return say(ROLES, str(kept))
    if isinstance(kept, bool):
        return str(gettext("yes") if kept else gettext("no"))
    return LANGUAGES.get(str(kept), str(kept)) if name == "language" else str(kept)


FILTERS: dict[str, Callable[[Any], str]] = {
    "browser": browser,
    "how_it_ended": lambda how: say(HOW, how),
    "account_change": lambda what: say(CHANGES, what),
    "account_value": lambda pair: value(*pair),
    "factor": lambda factor: say(FACTORS, factor),
}
"""How templates say things: {{ each.how | how_it_ended }}."""
