"""What was typed on one device put beside what another one has saved meanwhile. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Merged:
    """What to save, and the fields that another device has changed to something else meanwhile."""

    values: Mapping[str, str]
    clashes: tuple[str, ...]


def merge(present: Mapping[str, str], typed: Mapping[str, str], was: Mapping[str, str]) -> Merged:
    """Field by field: `was` is what stood there when the person began to type.

    What they left as it was says nothing against another device; what both changed alike is no clash. A field of
    which `was` does not tell is taken as typed.
    """
    values: dict[str, str] = {}
    clashes: list[str] = []
    for name, value in typed.items():
        before = was.get(name, present.get(name, ""))
        if value == before:
            continue
        if present.get(name, "") in (before, value):
            values[name] = value
        else:
            clashes.append(name)
    return Merged(values, tuple(clashes))
