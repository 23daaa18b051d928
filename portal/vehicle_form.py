"""The form of a vehicle's file: the items of 表C.3 in the order of the papers they are copied from."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, SelectField, StringField, TextAreaField

from gate import codes
from portal.forms import PortalForm
from portal.languages import language

DAY = {"type": "date"}
PICTURE = {"accept": "image/jpeg,image/png"}

TABLES = {
    "plate_colour": codes.PLATE_COLOURS,
    "vehicle_type": codes.VEHICLE_TYPES,
    "fuel_type": codes.FUEL_TYPES,
    "emission_stage": codes.EMISSION_STAGES,
    "use_nature": codes.USE_NATURES,
    "network_status": codes.NETWORK_STATUSES,
    "quantity_unit": codes.QUANTITY_UNITS,
}


def choices(table: codes.Table) -> list[tuple[str, str]]:
    """The codes of a table in the language of the page, with an empty choice in front."""
    return [("", "—"), *((code, words.in_language(language())) for code, words in table.items())]


def _code(label: Any) -> SelectField:
    # The register judges codes; a field of its own opinion would say the same twice.
    return SelectField(label, validate_choice=False)


class VehicleForm(PortalForm):
    """Its checks are the register's: it only carries values there and sentences back."""

    seen_seq = HiddenField()
    plate_no = StringField(_("Plate"))
    plate_colour = _code(_("Colour of the plate"))
    valid_from = StringField(_("Permission from"), render_kw=DAY)
    valid_to = StringField(_("Permission until"), render_kw=DAY)
    carrier_name = StringField(_("Carrier"))
    vehicle_type = _code(_("Vehicle type"))
    use_nature = _code(_("Nature of use"))
    vehicle_model = StringField(_("Vehicle model"))
    vin = StringField(_("VIN"), render_kw={"maxlength": 17})
    registration_date = StringField(_("First registered on"), render_kw=DAY)
    engine_no = StringField(_("Engine number"))
    engine_model = StringField(_("Engine model"))
    engine_maker = StringField(_("Engine maker"))
    fuel_type = _code(_("Fuel"))
    emission_stage = _code(_("Emission stage"))
    network_status = _code(_("Connected to the monitoring network"))
    cargo_name = StringField(_("Usual cargo"))
    cargo_quantity = StringField(_("Usual quantity"), render_kw={"inputmode": "decimal"})
    quantity_unit = _code(_("Unit of the quantity"))
    licence_front_image = FileField(_("Vehicle licence, front"), render_kw=PICTURE)
    licence_back_image = FileField(_("Vehicle licence, back"), render_kw=PICTURE)
    emission_list_image = FileField(_("Emission information list"), render_kw=PICTURE)
    truck_image = FileField(_("The truck itself"), render_kw=PICTURE)
    note = TextAreaField(_("Note"), render_kw={"rows": 3})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, table in TABLES.items():
            setattr(self[name], "choices", choices(table))  # noqa: B010  wtforms types fields as plain ones

    def sent(self, names: Any) -> dict[str, Any]:
        """The values of the fields that were sent; pictures come another way."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name in names and field.type != "FileField"
        }
