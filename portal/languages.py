"""Chinese first, English complete: which of the two this page speaks."""

from flask import Flask, has_request_context, session
from flask_babel import Babel, get_locale

from portal.plant import plant
from portal.sessions import LANGUAGES, current_user


def init_app(app: Flask) -> None:
    """Give the app and its templates gettext."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    Babel(app, locale_selector=_choose)


def language() -> str:
    """ "zh" or "en", for words that do not come from gettext."""
    return "en" if str(get_locale()).startswith("en") else "zh"


def _choose() -> str:
    chosen = session.get("language") if has_request_context() else None
    if chosen in LANGUAGES:
        return str(chosen)
    user = current_user() if has_request_context() else None
    return str(user.language) if user is not None else plant().language
