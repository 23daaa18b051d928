"""What was wrong with a field, said so that the person can mend it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Form

SENTENCES: Mapping[str, Any] = {
    "required": _("This is needed."),
    "too_long": _("This is too long."),
    "unprintable": _("There are characters in it that cannot be shown."),
    "unknown_code": _("Choose one from the list."),
    "not_a_date": _("Write the date as year-month-day, such as 2026-11-22."),
    "not_a_number": _("Write a number."),
    "out_of_range": _("This number is too small or too large."),
    "in_future": _("This lies in the future."),
    "ends_before_it_begins": _("The permission would end before it begins."),
    "not_a_plate": _(
        "This is no Chinese plate. Write it as it stands on the metal, such as 冀B7K268."
    ),
    "colour_against_form": _("A plate of this form does not have this colour."),
    "duplicate": _("There is one like this already."),
    "already_listed": _("This plate is on the list already."),
    "already_released": _("This plate has been released already."),
    "vin_shape": _("A VIN has 17 characters, digits and capital letters without I, O and Q."),
    "vin_check": _("One character is wrong: the check digit (the ninth) does not fit the others."),
    "engine_no_is_vin": _("This is the VIN. Write the number that is stamped on the engine."),
    "needed_for_approval": _("An approved vehicle must have this."),
    "changed_meanwhile": _(
        "Somebody else changed this file meanwhile. Load it again, then repeat your change."
    ),
    "already_suspended": _("This vehicle is suspended already."),
    "already_approved": _("This vehicle is approved already."),
    "not_a_picture": _("This is no JPEG or PNG picture."),
    "not_kept": _("The picture could not be written to the disk."),
    "not_a_letter": _("A gate has one letter, A to Z."),
    "lane_has_one": _("This lane has one already. Switch that one off first."),
    "missing": _("This is needed."),
    "string_too_short": _("This is needed."),
    "string_pattern_mismatch": _("This does not look like such an address."),
    "value_error": _("This does not look like such an address."),
    "int_parsing": _("Write a whole number."),
    "float_parsing": _("Write a number."),
    "greater_than": _("This number is too small."),
    "greater_than_equal": _("This number is too small."),
    "less_than": _("This number is too large."),
    "less_than_equal": _("This number is too large."),
}


def sentence(key: str) -> str:
    """The sentence for a mistake; a general one for a kind nobody foresaw."""
    return str(SENTENCES.get(key) or gettext("This cannot be used here."))


def show(form: Form, errors: Mapping[str, str]) -> None:
    """Put each sentence at its field, and those of no field at the form."""
    for name, key in errors.items():
        if name in form:
            form[name].errors = [sentence(key)]
        else:
            form.form_errors.append(sentence(key))
