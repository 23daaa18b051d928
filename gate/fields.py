"""What a person typed, read field by field; every mistake is kept under the name of its field."""

from collections.abc import Container, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from gate import clock


class Mistakes(Exception):
    """Input that cannot be taken: for each field the key of one sentence that the portal says."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {key}" for name, key in errors.items()))
        self.errors = dict(errors)


class Fields:
    """The values of one form. A reading that fails notes the mistake and gives what is harmless."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.errors: dict[str, str] = {}

    def wrong(self, name: str, key: str) -> None:
        """Note a mistake; the first one of a field stands."""
        self.errors.setdefault(name, key)

    def text(self, name: str, longest: int, *, required: bool = False) -> str:
        value = str(self._values.get(name) or "").strip()
        if not value and required:
            self.wrong(name, "required")
        if len(value) > longest:
            self.wrong(name, "too_long")
        if any(ord(char) < 32 and char not in "\r\n\t" for char in value):
            self.wrong(name, "unprintable")
        return value

    def code(self, name: str, table: Container[str], *, required: bool = False) -> str:
        value = str(self._values.get(name) or "").strip()
        if not value and required:
            self.wrong(name, "required")
        if value and value not in table:
            self.wrong(name, "unknown_code")
        return value

    def day(self, name: str) -> date | None:
        value = self._values.get(name)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date) or not value:
            return value or None
        try:
            return date.fromisoformat(str(value).strip())
        except ValueError:
            self.wrong(name, "not_a_date")
            return None

    def moment(self, name: str) -> datetime | None:
        value = self._values.get(name)
        if isinstance(value, datetime) or not value:
            return value or None
        try:
            return clock.parse(str(value).strip())
        except ValueError:
            self.wrong(name, "not_a_date")
            return None

    def amount(self, name: str, *, below: int, places: int) -> Decimal:
        value = self._values.get(name)
        try:
            number = Decimal(str(value).strip() if value not in (None, "") else "0")
        except InvalidOperation:
            self.wrong(name, "not_a_number")
            return Decimal(0)
        if not number.is_finite():
            self.wrong(name, "not_a_number")
            return Decimal(0)
        if not 0 <= number < below or number != round(number, places):
            self.wrong(name, "out_of_range")
        return number

    def flag(self, name: str) -> bool:
        return str(self._values.get(name) or "").lower() in ("1", "true", "on", "yes")

    def stop_at_mistakes(self, error: type[Mistakes]) -> None:
        """Raise what was noted, if anything was."""
        if self.errors:
            raise error(self.errors)
