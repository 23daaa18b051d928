"""What somebody looks for in the whitelist, as the address bar tells it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from gate.models import Carrier
from gate.whitelist import Ends, Wanted
from portal import wording

ENDS: Mapping[str, Any] = {
    Ends.ANY: _("Any time"),
    Ends.OVER: _("Over already"),
    Ends.WEEK: _("Within 7 days"),
    Ends.MONTH: _("Within 30 days"),
    Ends.QUARTER: _("Within 90 days"),
    Ends.NEVER: _("Without an end"),
}


def wanted(args: Mapping[str, str]) -> Wanted:
    """What was asked; what makes no sense asks for nothing."""
    ends, carrier_id = args.get("ends", ""), args.get("carrier", "")
    return Wanted(
        text=args.get("q", ""),
        status=args.get("status", ""),
        ends=Ends(ends) if ends in set(Ends) else Ends.ANY,
        carrier_id=int(carrier_id) if carrier_id.isdecimal() and len(carrier_id) < 10 else None,
    )


def told(asked: Wanted) -> dict[str, Any]:
    """The same for the address of another page."""
    values = {
        "q": asked.text,
        "status": asked.status,
        "ends": asked.ends.value,
        "carrier": asked.carrier_id,
    }
    return {name: value for name, value in values.items() if value not in ("", None)}


def carrier(asked: Wanted) -> Carrier | None:
    """Whose trucks alone are looked for."""
    if asked.carrier_id is None:
        return None
    found: Carrier | None = Carrier.get_or_none(Carrier.id == asked.carrier_id)
    return found


def ends(when: str) -> str:
    return wording.say(ENDS, when)
