"""The over-emission list in words: its columns, its changes, what is wrong with a row or a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from gate import clock, codes
from gate.sheets import FileProblem, Wrong
from portal import mistakes, wording

PARTICULARS: Mapping[str, Any] = {
    "plate_no": _("Plate"),
    "plate_colour": _("Colour of the plate"),
    "vin": _("VIN"),
    "fuel_type": _("Fuel"),
    "emission_stage": _("Emission stage"),
    "reason_code": _("Why it is listed"),
    "issued_at": _("Listed since"),
    "released_at": _("Released at"),
    "state": _("Listed or released"),
}
CHANGES: Mapping[str, Any] = {
    "listed": _("Put on the list"),
    "released": _("Released"),
    "changed": _("Particulars changed"),
}
TABLES: Mapping[str, codes.Table] = {
    "plate_colour": codes.PLATE_COLOURS,
    "fuel_type": codes.FUEL_TYPES,
    "emission_stage": codes.EMISSION_STAGES,
    "reason_code": codes.EXCEEDANCE_REASONS,
}
FILES: Mapping[str, Any] = {
    "file_empty": _("The file is empty."),
    "file_too_large": _("The file is larger than a list can be."),
    "file_too_long": _("The table has more than %(what)s lines."),
    "file_old_workbook": _(
        "This is a workbook of the old kind (.xls). Save it as .xlsx and send that."
    ),
    "file_is_pdf": _("This is a PDF. Ask for the table itself, as .xlsx or .csv."),
    "file_is_picture": _("This is a picture. Ask for the table itself, as .xlsx or .csv."),
    "file_with_macros": _(
        "This workbook has programs in it (macros). Save it as .xlsx, which leaves them out, and send that."
    ),
    "file_with_entities": _(
        "This workbook holds instructions that no table needs. Open it, save it anew as .xlsx, and send that."
    ),
    "file_not_a_table": _(
        "This is neither a workbook (.xlsx) nor a text file with a table (.csv)."
    ),
    "file_without_columns": _("The table has no column headed %(what)s."),
    "file_without_rows": _("There is no vehicle in this table."),
    "not_kept": _("The file could not be written to the disk."),
}
PROBLEMS: Mapping[str, Any] = {
    "no platform is set up": _("No platform is set up."),
    "this platform gives no list": _("The driver of this platform gives no list."),
    "the platform cannot be reached": _("The platform cannot be reached."),
    "the platform did not answer in time": _("The platform did not answer in time."),
    "the platform's list is not whole": _("The platform's list came incomplete."),
}


def file_problem(problem: FileProblem) -> str:
    """Why a file cannot be taken."""
    sentence = FILES.get(problem.key)
    return str(sentence) % {"what": problem.what} if sentence else mistakes.sentence(problem.key)


def row_mistakes(wrong: Wrong) -> str:
    """What is wrong with one row, in a sentence for each of its cells."""
    told = (
        gettext("%(name)s: %(sentence)s", name=particular(name), sentence=mistakes.sentence(key))
        if name
        else mistakes.sentence(key)
        for name, key in wrong.errors.items()
    )
    return " ".join(told)


def change(what: str) -> str:
    return wording.say(CHANGES, what)


def particular(name: str) -> str:
    return wording.say(PARTICULARS, name)


def value_of(value: Any, name: str) -> str:
    """A value of the list as a person reads it."""
    if value in (None, ""):
        return "—"
    if name in TABLES:
        return wording.word(TABLES[name], str(value))
    if name.endswith("_at"):
        return wording.as_date_time(value if isinstance(value, datetime) else clock.parse(value))
    return str(value)


def reason(code: str) -> str:
    return wording.word(codes.EXCEEDANCE_REASONS, code)


def age(moment: datetime) -> str:
    """How long ago, in the largest unit that says enough."""
    minutes = int((clock.now() - moment).total_seconds() // 60)
    if minutes < 1:
        return str(gettext("just now"))
    if minutes < 120:
        return str(ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes))
    if minutes < 48 * 60:
        return str(ngettext("%(num)s hour ago", "%(num)s hours ago", minutes // 60))
    return str(ngettext("%(num)s day ago", "%(num)s days ago", minutes // (24 * 60)))


def problem(sentence: str) -> str:
    """A platform's fault; one that has no words here as the device said it."""
    return wording.say(PROBLEMS, sentence)
