"""The forms of a supplement and of a row from paper: the items of 表C.3 in the steps in which a person knows them."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FileField, SelectField, StringField, TextAreaField

from gate import codes, site, supplement_items, supplements
from gate.corrected import PHOTOS
from gate.supplement_items import BESIDE, MACHINE_PAPERS
from gate.vehicle_file import PICTURES
from portal.vehicle_form import DAY, PICTURE, VehicleForm, choices

STEPS: Mapping[str, tuple[str, ...]] = {
    "plate": ("plate_kind", "plate_no", "plate_colour"),
    "vehicle": (
        "vehicle_type",
        "use_nature",
        "vehicle_model",
        "vin",
        "registration_date",
        "carrier_name",
        "env_registration_no",
        "emission_stage",
        "fuel_type",
        "engine_no",
        "engine_model",
        "engine_maker",
        "network_status",
    ),
    "papers": (*PICTURES, *MACHINE_PAPERS, *PHOTOS),
    "cargo": ("cargo_name", "cargo_quantity", "quantity_unit", "reason", "words"),
    "check": (),
}
"""What is asked in each step of the guide; the last one shows it all."""
LABELS: Mapping[str, Any] = {
    "plate": _("Plate"),
    "vehicle": _("Vehicle and engine"),
    "papers": _("Papers and photographs"),
    "cargo": _("Cargo and reason"),
    "check": _("Look once more and save"),
}
SENT = (*STEPS["papers"], "paper_image")
"""Fields whose pictures are sent."""
SEEN_IN_BODY = ("front_photo", "plate_photo")
"""What the picture of the whole vehicle may show as well."""


class SupplementForm(VehicleForm):
    """Its checks are those of gate.supplements: it only carries values there and sentences back."""

    plate_kind = SelectField(_("What the vehicle carries"), validate_choice=False)
    vin = StringField(_("VIN, or code of the machine"), render_kw={"maxlength": 17})
    registration_date = StringField(_("First registered, or made, on"), render_kw=DAY)
    env_registration_no = StringField(_("Environmental registration number"))
    cargo_name = StringField(_("Cargo"))
    cargo_quantity = StringField(_("Quantity"), render_kw={"inputmode": "decimal"})
    front_photo = FileField(_("Photograph of the front"), render_kw=PICTURE)
    body_photo = FileField(_("Photograph of the whole vehicle"), render_kw=PICTURE)
    plate_photo = FileField(_("Photograph of the plate"), render_kw=PICTURE)
    nameplate_image = FileField(_("Nameplate of the machine"), render_kw=PICTURE)
    env_label_image = FileField(_("Environmental label of the machine"), render_kw=PICTURE)
    reason = SelectField(_("Why a person writes it"), validate_choice=False)
    words = TextAreaField(_("In your words"), render_kw={"rows": 2, "maxlength": 500})
    occasion = supplements.UNREAD

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plate_kind.choices = choices(supplement_items.PLATE_KINDS)[1:]
        self.reason.choices = choices(supplements.REASONS[self.occasion])


class PaperForm(SupplementForm):
    """The same for a row that was kept on paper, which says where and when itself."""

    lane = SelectField(_("Lane"), validate_choice=False)
    direction = SelectField(_("In or out"), validate_choice=False)
    day = StringField(_("Day"), render_kw=DAY)
    time = StringField(_("Time"), render_kw={"type": "time"})
    paper_by = StringField(_("Written on paper by"), render_kw={"maxlength": 64})
    paper_image = FileField(_("Photograph of the paper form"), render_kw=PICTURE)
    occasion = supplements.OUTAGE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lanes = [(str(lane.id), f"{lane.code} {lane.name}") for lane in site.lanes()]
        self.lane.choices = [("", "—"), *lanes]
        self.direction.choices = choices(codes.DIRECTIONS)


TYPED = tuple(name for step in STEPS.values() for name in step if name not in SENT)
TYPED_FROM_PAPER = (*TYPED, "lane", "direction", "day", "time", "paper_by")
FILED = (
    *(name for name in TYPED if name not in (*STEPS["cargo"], *STEPS["plate"], *BESIDE)),
    *PICTURES,
)
"""What a vehicle's file says, too."""
