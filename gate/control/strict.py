"""Reading values of strangers: what is not said the way we know raises ValueError with a sentence."""

from typing import Any


class Unclear(ValueError):
    """Something that is not said the way we know."""


def expect(holds: bool, problem: str) -> None:
    if not holds:
        raise Unclear(problem)


def text_of(value: Any) -> str:
    expect(isinstance(value, str), f"{value!r} is no text")
    return str(value)


def list_of(value: Any) -> list[Any]:
    expect(isinstance(value, list), f"{value!r} is no list")
    return list(value)
