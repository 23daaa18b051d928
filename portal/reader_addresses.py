"""The address that is typed into a camera that pushes: shown once, kept as a hash, and made anew when it got about."""

from typing import Any

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

from gate import site, tokens
from gate.models import Device
from portal.htmx import render
from portal.plant import plant
from portal.security import ADMIN, allow, username
from workers import live

bp = Blueprint("reader_addresses", __name__, url_prefix="/equipment/devices")


@bp.post("/<int:device_id>/address")
@allow(ADMIN)
def renew(device_id: int) -> Response:
    """Another address: what comes to the old one from now on is nobody's."""
    device = Device.get_or_none(Device.id == device_id, Device.kind == site.READER) or abort(404)
    settings, token = with_token(site.settings_of(device))
    lane = str(device.__data__["lane"] or "")
    site.save_device({**device.__data__, "lane": lane}, settings, username(), device)
    live.ring(plant().redis, live.LANE)
    return show(device, token)


def with_token(settings: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """These settings with the hash of a fresh token, and the token."""
    token = tokens.fresh()
    return {**settings, "token": tokens.digest(token)}, token


def show(device: Device, token: str) -> Response:
    """The page with the address, for this once."""
    address = url_for("readers.hear", token=token, _external=True)
    response = render("equipment/address.html", device=device, address=address)
    response.headers["Cache-Control"] = "no-store"
    return response
