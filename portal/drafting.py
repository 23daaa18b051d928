"""From what was sent to the draft: texts, pictures, and what the register knows of the plate that was typed."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request

from gate import plates
from gate.drafts import Draft
from gate.models import Passage, Vehicle
from gate.supplement_items import PLATED
from portal import uploads
from portal.plant import plant
from portal.supplement_form import FILED, SEEN_IN_BODY, SENT, SupplementForm


def expect_pictures() -> None:
    """Let several large pictures come at once; to be said before anything that was sent is looked at."""
    request.max_content_length = len(SENT) * uploads.MOST_BYTES + 1_000_000


def take_in(draft: Draft, form: SupplementForm, names: Iterable[str]) -> dict[str, str]:
    """Put what was typed and sent for these fields into the draft; what is no picture is told by its field."""
    for name in names:
        if name in request.form and name not in SENT:
            draft.values[name] = str(form[name].data or "")
    kept, errors = uploads.keep(request.files, SENT, plant().store)
    draft.values |= kept
    return errors


def show_in_body(draft: Draft, passage: Passage) -> None:
    """Where the picture of the whole vehicle shows front or plate as well, it stands for them."""
    for name in SEEN_IN_BODY:
        if request.form.get(f"{name}_in_body"):
            draft.values[name] = passage.body_photo
        elif draft.values.get(name) == passage.body_photo:
            draft.values[name] = ""


def fill(draft: Draft) -> None:
    """Fill in the rest from the file of this plate and colour, where there is one."""
    plate = plates.normalise(str(draft.values.get("plate_no") or ""))
    known = None
    if draft.values.get("plate_kind", PLATED) == PLATED and plate:
        known = Vehicle.get_or_none(
            Vehicle.plate_no == plate, Vehicle.plate_colour == draft.values.get("plate_colour")
        )
    draft.fill(plate, _file(known) if known else {})


def _file(vehicle: Vehicle) -> Mapping[str, Any]:
    told = {name: getattr(vehicle, name) for name in FILED}
    return {name: str(value) for name, value in told.items() if value not in (None, "")}
