"""What is wrong with the rows of a table of trucks, and what in them asks for a look."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from gate.fleet.plan import New
from gate.sheets import Wrong
from portal import mistakes, vehicle_words, wording
from portal.explaining import CONTRADICTIONS

DOUBTS: Mapping[str, Any] = {
    **CONTRADICTIONS,
    "vin_elsewhere": _("Another vehicle's file has this VIN."),
    "engine_no_elsewhere": _("Another vehicle's file has this engine number."),
}


def row_mistakes(wrong: Wrong) -> str:
    """What is wrong with one row, in a sentence for each of its cells."""
    said = (
        gettext(
            "%(name)s: %(sentence)s",
            name=vehicle_words.item(name),
            sentence=mistakes.sentence(key),
        )
        for name, key in wrong.errors.items()
    )
    return " ".join(said)


def not_ready(new: New) -> str:
    """Why a new truck is not approved together with the others."""
    said = [wording.say(DOUBTS, key) for key in new.doubts]
    if new.lacks:
        items = wording.listed(vehicle_words.item(name) for name in new.lacks)
        said.append(gettext("Lacking: %(items)s", items=items))
    return " ".join(said)
