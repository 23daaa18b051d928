"""What the forms share: messages in the reader's language, blanks cut away, only addresses of our own."""

from typing import Any
from urllib.parse import urlsplit

from flask import request
from wtforms import FieldList, Form, FormField

from portal.languages import language


class PortalForm(Form):
    """A form whose own messages come in the language of the page, and whose texts lose their outer blanks."""

    class Meta:
        @property
        def locales(self) -> tuple[str, ...]:
            return (language(),)

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            if issubclass(unbound_field.field_class, (FieldList, FormField)):
                # These take no filters; the fields within them strip themselves.
                return unbound_field.bind(form=form, **options)
            filters = [*unbound_field.kwargs.pop("filters", ()), _strip]
            return unbound_field.bind(form=form, filters=filters, **options)


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def safe_next(address: str | None, otherwise: str) -> str:
    """Where to go on: only to a page of our own, never to another site."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return otherwise
    parts = urlsplit(address)
    clean = not parts.scheme and not parts.netloc and address.isprintable()
    return address if clean else otherwise


def came_from() -> str:
    """The page that the person was on when they pressed a button without htmx."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return "/"
    return safe_next(f"{parts.path}?{parts.query}" if parts.query else parts.path, "/")
