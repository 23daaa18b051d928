"""The form with which the plant answers an application: what the carrier says, and what the plant puts to it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, TextAreaField

from gate import clock
from gate.models import Vehicle
from portal.vehicle_form import VehicleForm

VALID_FOR = timedelta(days=365)
LICENCE = (
    "vehicle_type",
    "use_nature",
    "vehicle_model",
    "vin",
    "registration_date",
    "engine_no",
)
"""In the order of the paper they are compared with."""
EMISSIONS = ("fuel_type", "emission_stage", "engine_model", "engine_maker", "network_status")
CARGO = ("cargo_name", "cargo_quantity", "quantity_unit")
VALIDITY = ("valid_from", "valid_to")
FIELDS = ("plate_no", "plate_colour", *LICENCE, *EMISSIONS, *CARGO, "note", *VALIDITY)
PICTURES = ("licence_front_image", "licence_back_image", "emission_list_image", "truck_image")


class DecisionForm(VehicleForm):
    """Its checks are the register's; the pictures are the carrier's, and so is its name."""

    seen = HiddenField()
    words = TextAreaField(_("Words for the carrier"), render_kw={"rows": 2, "maxlength": 500})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("seen_seq", "carrier_name"):
            del self[name]

    def put_right(self, values: Mapping[str, Any]) -> dict[str, str]:
        """What was sent otherwise than the carrier has it."""
        sent = {name: str(self[name].data or "") for name in FIELDS}
        return {name: new for name, new in sent.items() if new != str(values.get(name) or "")}


def first_shown(values: Mapping[str, Any], file: Vehicle | None, seen: int) -> DecisionForm:
    """The form as somebody opens it: what the carrier says, and a permission of a year."""
    today = clock.now().date()
    ends = today + VALID_FOR
    if file is not None and file.valid_to and file.valid_to > ends:
        ends = file.valid_to
    starts = today if file is None else file.valid_from
    return DecisionForm(data={**values, "valid_from": starts, "valid_to": ends, "seen": seen})
