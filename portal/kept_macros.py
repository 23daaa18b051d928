"""Small macros that draw the same whenever they are told the same: a list asks for them hundreds of times."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import has_request_context, request

from portal.languages import language

KEPT = 4096
"""Of each macro, of some hundred bytes each."""


def with_kept(module: Any, names: Iterable[str]) -> SimpleNamespace:
    """The macros of a template, with these drawn once for the same words, language and place of the portal.

    Such a macro may look at nothing else, and be told only what does not change: texts, numbers, moments.
    """
    kept = {name: _kept(getattr(module, name)) for name in names}
    return SimpleNamespace(**{**module.__dict__, **kept})


def _kept(macro: Callable[..., Any]) -> Callable[..., Any]:
    # By the types of the words, too: text that is marked as safe is another than the same text that is not.
    @lru_cache(KEPT, typed=True)
    def drawn(_spoken: str, _mounted: str, *words: Any, **named: Any) -> Any:
        return macro(*words, **named)

    def draw(*words: Any, **named: Any) -> Any:
        if not has_request_context():
            return macro(*words, **named)
        return drawn(language(), request.root_path, *words, **named)

    return draw
