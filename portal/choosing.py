"""Lists to choose from in forms that are drawn all day: what each shows is drawn once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape
from wtforms import SelectField
from wtforms.widgets import Select
from wtforms.widgets.core import html_params

Choices = Sequence[tuple[str, str]]
"""Values and words."""
LISTS_KEPT = 512


class _KeptSelect(Select):
    """As the widget of wtforms draws it."""

    def __call__(self, field: Any, **attributes: Any) -> Markup:
        flags = {name: getattr(field.flags, name) for name in self.validation_attrs}
        told = {"id": field.id, **{name: v for name, v in flags.items() if v}, **attributes}
        beginning = _beginning(field.name, tuple(told.items()))
        return Markup(f"{beginning}{_options(tuple(field.choices), field.data)}</select>")


class KeptSelectField(SelectField):
    """One of pairs of texts, without groups."""

    widget = _KeptSelect()

    def pre_validate(self, form: Any) -> None:
        choices: Any = self.choices
        if all(value != self.data for value, _ in choices):
            super().pre_validate(form)


@lru_cache(LISTS_KEPT)
def _beginning(name: str, told: tuple[tuple[str, Any], ...]) -> str:
    return f"<select {html_params(name=name, **dict(told))}>"


@lru_cache(LISTS_KEPT)
def _options(choices: Choices, chosen: str | None) -> str:
    return "".join(
        f"<option {html_params(value=value, selected=value == chosen)}>{escape(words or value)}</option>"
        for value, words in choices
    )
