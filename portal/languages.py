"""Chinese first, English complete: which of the two this page speaks, and what it says in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, session
from flask_babel import Babel, Domain, force_locale, get_locale, refresh
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup
from werkzeug.utils import cached_property

from portal.plant import plant
from portal.sessions import LANGUAGES, current_user

SENTENCES_KEPT = 8192


def init_app(app: Flask) -> None:
    """Give the app and its templates gettext."""
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    babel = _Babel(app, locale_selector=_choose)
    catalogues: _Catalogues = babel.domain_instance
    env: Any = app.jinja_env
    env.install_gettext_callables(catalogues.one, catalogues.one_or_many, newstyle=True)
    env.globals["_"] = env.globals["gettext"] = _for_templates(catalogues)


def language() -> str:
    """ "zh" or "en", for words that do not come from gettext. Asked hundreds of times for a page, and found once."""
    try:
        spoken: str = g.language
    except AttributeError:
        locale = get_locale()
        spoken = g.language = "en" if locale is not None and locale.language == "en" else "zh"
    except RuntimeError:
        return "zh"  # nobody has asked for a page
    return spoken


def choose_anew() -> None:
    """Somebody else sits at the screen from here on."""
    g.pop("language", None)
    refresh()


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """One of the two languages, whoever asks."""
    before = g.pop("language", None)
    with force_locale(chosen):
        yield
    g.pop("language", None)
    if before is not None:
        g.language = before


def _choose() -> str:
    chosen = session.get("language") if has_request_context() else None
    if chosen in LANGUAGES:
        return str(chosen)
    user = current_user() if has_request_context() else None
    return str(user.language) if user is not None else plant().language


class _Catalogues(Domain):  # type: ignore[misc]
    """The catalogues, each looked for once; a message that is in none is its own translation."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Any] = {}

    def get_translations(self) -> Any:
        spoken = language()
        found = self._found.get(spoken)
        if found is None:
            found = super().get_translations()
            if has_app_context():  # else nobody knows where they are
                self._found[spoken] = found
        return found

    def one(self, message: str) -> str:
        return str(self.get_translations().gettext(message))

    def one_or_many(self, one: str, many: str, number: int) -> str:
        return str(self.get_translations().ngettext(one, many, number))


class _Babel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> _Catalogues:
        return _Catalogues()


def _for_templates(catalogues: _Catalogues) -> Any:
    """What `_` is in templates. As the extension of Jinja says it, but what has nothing to fill in is said once."""

    @lru_cache(SENTENCES_KEPT)
    def constant(catalogue: Any, message: str) -> Markup:
        return Markup(catalogue.gettext(message)) % {}

    @pass_eval_context
    def say(how: EvalContext, message: str, **variables: Any) -> str:
        if how.autoescape and not variables:
            return constant(catalogues.get_translations(), message)
        said = catalogues.one(message)
        return (Markup(said) if how.autoescape else said) % variables

    return say
