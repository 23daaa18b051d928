"""What a carrier types of a truck: the items of its file under the same names, the usual choices in front."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, TextAreaField

from gate import codes
from portal.vehicle_form import VehicleForm, choices

USUAL_TYPES = ("Q11", "H17", "H11", "H12", "H14", "H19", "H31", "B11", "B16")
"""What comes to a steel works every day."""
LICENCE = (
    "vehicle_type",
    "use_nature",
    "vehicle_model",
    "vin",
    "engine_no",
    "registration_date",
)
"""From the licence, in its own order."""
EMISSIONS = ("fuel_type", "emission_stage")
FINER = (
    "engine_model",
    "engine_maker",
    "network_status",
    "cargo_name",
    "cargo_quantity",
    "quantity_unit",
    "note",
)
"""What most leave to the plant."""
WORDS = {"rows": 2, "maxlength": 500}
NUMBERS = {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}
"""Of what stands on metal and in papers: no keyboard knows better."""
TYPED = ("plate_no", "plate_colour", *LICENCE, *EMISSIONS, *FINER)


class TruckForm(VehicleForm):
    """It carries values to the draft, and sentences back: its checks are those of the register."""

    words = TextAreaField(_("Something to tell the plant"), render_kw=WORDS)
    confirmed = BooleanField(_("I have compared every value with my papers"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("seen_seq", "valid_from", "valid_to", "carrier_name"):
            del self[name]  # the plant's to decide
        for name in ("plate_no", "vin", "engine_no"):
            self[name].render_kw = {**(self[name].render_kw or {}), **NUMBERS}
        setattr(self["vehicle_type"], "choices", _types())  # noqa: B010  wtforms types fields as plain ones

    def typed(self, sent: Mapping[str, Any]) -> dict[str, str]:
        """The values of the fields that were sent."""
        return {name: str(self[name].data or "") for name in TYPED if name in sent}


def _types() -> dict[str, list[tuple[str, str]]]:
    known = choices(codes.VEHICLE_TYPES)
    usual = [choice for code in USUAL_TYPES for choice in known if choice[0] == code]
    others = [choice for choice in known if choice[0] and choice[0] not in USUAL_TYPES]
    return {gettext("Usual"): [known[0], *usual], gettext("Others"): others}
