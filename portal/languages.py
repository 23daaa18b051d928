"""Chinese first, English complete: which of the two this page speaks."""

from typing import Any

from flask import Flask, has_request_context, session
from flask_babel import Babel, get_locale, get_translations

from portal.plant import plant
from portal.sessions import LANGUAGES, current_user


def init_app(app: Flask) -> None:
    """Give the app and its templates gettext."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    Babel(app, locale_selector=_choose)
    words = _Words()
    # As Flask-Babel's own, without asking at each of a page's hundreds of words where its catalogue is.
    app.jinja_env.install_gettext_callables(words.one, words.one_or_many, newstyle=True)  # type: ignore[attr-defined]


def language() -> str:
    """ "zh" or "en", for words that do not come from gettext."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "zh"


def _choose() -> str:
    chosen = session.get("language") if has_request_context() else None
    if chosen in LANGUAGES:
        return str(chosen)
    user = current_user() if has_request_context() else None
    return str(user.language) if user is not None else plant().language


class _Words:
    """The catalogues, each looked for once; a message that is in none is its own translation."""

    def __init__(self) -> None:
        self._catalogues: dict[str, Any] = {}

    def one(self, message: str) -> str:
        return str(self._catalogue().gettext(message))

    def one_or_many(self, one: str, many: str, number: int) -> str:
        return str(self._catalogue().ngettext(one, many, number))

    def _catalogue(self) -> Any:
        spoken = language()
        found = self._catalogues.get(spoken)
        if found is None:
            found = self._catalogues[spoken] = get_translations()
        return found
