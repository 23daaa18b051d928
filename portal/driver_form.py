"""The form of a driver, drawn from the description that its settings give of themselves."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, Form, PasswordField, SelectField, StringField

from gate import site
from portal.forms import PortalForm

Schema = Mapping[str, Any]


def draw(schema: Schema, values: Any = None, *, settings: Mapping[str, Any] | None = None) -> Form:
    """A form with one field per setting, filled with what was sent or with `settings`."""
    fields = {name: _field(name, told, schema) for name, told in schema["properties"].items()}
    form_class = type("DriverForm", (PortalForm,), fields)
    shown = {name: told.get("default") for name, told in schema["properties"].items()}
    shown |= {name: value for name, value in (settings or {}).items() if not site.is_secret(name)}
    form: Form = form_class(values, data=shown)
    return form


def help_of(schema: Schema) -> dict[str, str]:
    """Setting → the sentence that explains it."""
    sentences = {name: told["description"] for name, told in schema["properties"].items()}
    return {name: gettext(sentence) for name, sentence in sentences.items()}


def read(form: Form) -> dict[str, Any]:
    """What was typed; a blank is left out, so that the driver takes its default or says that it is needed."""
    return {name: value for name, value in form.data.items() if value is not None and value != ""}


def basics(schema: Schema) -> list[str]:
    """The settings that everybody must look at: those without a default, addresses, and who signs in."""
    names = ("host", "port", "security", "username", "password", "profile")
    return [
        name
        for name, told in schema["properties"].items()
        if name in names or name in schema.get("required", ())
    ]


def _field(name: str, told: Mapping[str, Any], schema: Schema) -> Any:
    title = told["title"]
    label = gettext(title)
    attributes: dict[str, Any] = {"autocomplete": "off"}
    if name in schema.get("required", ()):
        attributes["required"] = True
    if told.get("type") == "boolean":
        return BooleanField(label)
    if "enum" in told:
        return SelectField(label, choices=told["enum"], validate_choice=False)
    if told.get("format") == "password":
        return PasswordField(label, render_kw={"autocomplete": "new-password"})
    if told.get("type") in ("integer", "number"):
        attributes["inputmode"] = "decimal"
    return StringField(label, render_kw=attributes)
