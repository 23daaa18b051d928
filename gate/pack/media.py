"""The pictures and clips that an entry names, by the SHA-256 under which they are kept."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gate import evidence

KEY = re.compile(r"(.*_)?(photo|image|clip|fingerprint)")


def named_in(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and fingerprint, also in fields that hold JSON themselves, in the order of their names."""
    yield from _named(body, "")
    for name, value in body.items():
        if isinstance(value, str) and value.startswith("{"):
            try:
                yield from _named(json.loads(value), f"{name}.")
            except ValueError:
                continue  # a sentence that begins with a brace


def _named(values: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in sorted(values.items()):
        if isinstance(value, str) and KEY.fullmatch(name) and evidence.is_fingerprint(value):
            yield before + name, value
