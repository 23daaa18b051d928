"""Numbers that one vehicle alone can have, found in another one's file: a plate moved on, or a paper was copied."""

from collections.abc import Collection, Mapping
from typing import Any

from gate.models import Vehicle

NUMBERS = ("vin", "engine_no")
NO_NUMBER = ("", "-")
"""An electric vehicle writes a dash for the engine that it has not."""
AT_ONCE = 400
"""Databases take only so many values in one question."""


def files_with(name: str, numbers: Collection[str]) -> dict[str, list[Vehicle]]:
    """By number the files that have it; `name`: one of NUMBERS."""
    wanted = sorted(set(numbers) - set(NO_NUMBER))
    found: dict[str, list[Vehicle]] = {}
    for first in range(0, len(wanted), AT_ONCE):
        some = wanted[first : first + AT_ONCE]
        for row in Vehicle.select().where(getattr(Vehicle, name).in_(some)).order_by(Vehicle.id):
            found.setdefault(getattr(row, name), []).append(row)
    return found


def of(values: Mapping[str, Any]) -> dict[str, list[Vehicle]]:
    """By the name of the number the files of other plates that have the one of these values."""
    plate = values.get("plate_no"), values.get("plate_colour")
    found: dict[str, list[Vehicle]] = {}
    for name in NUMBERS:
        number = str(values.get(name) or "")
        for row in files_with(name, [number]).get(number, ()):
            if (row.plate_no, row.plate_colour) != plate:
                found.setdefault(name, []).append(row)
    return found
