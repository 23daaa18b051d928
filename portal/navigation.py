"""The navigation beside every page: drawn once for all who see the same in it."""

from collections.abc import Callable
from functools import lru_cache

from flask import request
from jinja2 import Environment
from markupsafe import Markup

from portal import duties, languages
from portal.attention import Attention, attention
from portal.security import signed_in

KEPT = 512
"""Of some kilobytes each."""


def of(env: Environment) -> Callable[[], Markup]:
    """What draws it in templates, for whoever is signed in."""
    macro = env.get_template("_navigation.html").module.navigation  # type: ignore[attr-defined]

    @lru_cache(KEPT)
    def drawn(
        _spoken: str,
        _mounted: str,
        _sees: tuple[str, str | None],
        here: str | None,
        waits: Attention,
    ) -> Markup:
        told: Markup = macro(here, waits)
        return told

    def navigation() -> Markup:
        user = signed_in()
        sees = (user.role, duties.due(user))
        return drawn(languages.language(), request.root_path, sees, request.blueprint, attention())

    return navigation
