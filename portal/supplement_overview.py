"""All that a supplement would say, step by step, before it is saved: each item, and what is missing or wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import SelectField

from gate.corrected import PHOTOS
from gate.drafts import Draft
from gate.supplement_items import BESIDE, MACHINE, MACHINE_PAPERS, PLATED, UNPLATED
from gate.vehicle_file import PICTURES
from portal import mistakes
from portal.supplement_form import SENT, STEPS, SupplementForm


@dataclass(frozen=True, slots=True)
class Line:
    """One item: its label, its value in words or as a picture, and the sentence of its mistake."""

    name: str
    label: str
    words: str
    picture: str
    mistake: str


def lines(
    form: SupplementForm, draft: Draft, missing: Mapping[str, str], lacking: Sequence[str]
) -> dict[str, list[Line]]:
    """By step. What does not apply to this vehicle is left out unless it is wrong."""
    return {
        step: [
            _line(form, name, draft, missing)
            for name in names
            if name in missing or _applies(name, draft, lacking)
        ]
        for step, names in STEPS.items()
        if names
    }


def _line(form: SupplementForm, name: str, draft: Draft, missing: Mapping[str, str]) -> Line:
    value = str(draft.values.get(name) or "")
    is_picture = name in SENT
    return Line(
        name=name,
        label=str(form[name].label.text),
        words="" if is_picture else _in_words(form[name], value),
        picture=value if is_picture else "",
        mistake=mistakes.sentence(missing[name]) if name in missing else "",
    )


def _in_words(field: Any, value: str) -> str:
    if isinstance(field, SelectField):
        return next((said for code, said, *_ in _offered(field) if code == value), value)
    return value


def _offered(field: Any) -> Iterator[tuple[str, str]]:
    yield from field.choices


def _applies(name: str, draft: Draft, lacking: Sequence[str]) -> bool:
    kind = draft.values.get("plate_kind", PLATED)
    if name in PHOTOS:
        return name in lacking and not (name == "plate_photo" and kind in UNPLATED)
    if name in ("plate_no", "plate_colour"):
        return kind not in UNPLATED
    if name in (*MACHINE_PAPERS, *BESIDE):
        return bool(kind == MACHINE)
    return not (name in PICTURES and kind == MACHINE)
