"""What a platform checks in a passage: every mandatory item of 表C.3 is there and has its form."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

NEEDED_PHOTOS = ("front", "body")


def _matches(pattern: str) -> Callable[[Any], bool]:
    form = re.compile(pattern)
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _at_most(length: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= length


def _moment(form: str) -> Callable[[Any], bool]:
    def check(value: Any) -> bool:
        try:
            return bool(datetime.strptime(value, form).strftime(form) == value)  # noqa: DTZ007
        except (ValueError, TypeError):
            return False

    return check


MANDATORY: Mapping[str, Callable[[Any], bool]] = {
    "serial_no": _at_most(46),
    "gate_no": _matches("[A-Z]"),
    "barrier_no": _matches("[0-9A-Z]{1,3}"),
    "direction": _matches("[12]"),
    "passed_at": _moment("%Y-%m-%d %H:%M:%S"),
    "plate_no": _at_most(10),
    "plate_colour": _matches("[0-6]"),
    "vehicle_type": _matches("[A-Z][0-9A-Z]{2}"),
    "vin": _matches("[0-9A-HJ-NPR-Z]{17}"),
    "registration_date": _moment("%Y-%m-%d"),
    "vehicle_model": _at_most(100),
    "engine_model": _at_most(32),
    "engine_maker": _at_most(64),
    "engine_no": _at_most(32),
    "fuel_type": _matches("[A-FLMNOPQXYZ]"),
    "emission_stage": _matches("[0-6DX]"),
    "use_nature": _matches("[A-U]"),
    "network_status": _matches("[01]"),
    "cargo_name": _at_most(32),
    "cargo_quantity": lambda value: _matches(r"\d{1,7}(\.\d{1,3})?")(str(value)),
    "quantity_unit": _matches("[TLP]"),
}
"""Item → its form. The vehicle's documents (随车清单, 行驶证) belong to its file and come with that, not here."""


def faults(passage: Mapping[str, Any]) -> dict[str, str]:
    """Item → what is wrong with it; empty when the row is complete and right."""
    found: dict[str, str] = {}
    for name, right in MANDATORY.items():
        value = passage.get(name)
        if value in (None, ""):
            found[name] = "缺失"
        elif not right(value):
            found[name] = "格式错误"
    if not _counts(passage.get("revision", 0)):
        found["revision"] = "格式错误"
    if not found and passage["engine_no"] == passage["vin"]:
        found["engine_no"] = "与车辆识别代码相同"
    return found | _photo_faults(passage.get("photos"))


def _counts(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _photo_faults(photos: Any) -> dict[str, str]:
    if not isinstance(photos, list) or not all(isinstance(photo, dict) for photo in photos):
        return {"photos": "缺失"}
    roles = {photo.get("role") for photo in photos}
    found = {f"photos.{role}": "缺失" for role in NEEDED_PHOTOS if role not in roles}
    for photo in photos:
        if not _intact(photo):
            found[f"photos.{photo.get('role')}"] = "图片与摘要不符"
    return found


def _intact(photo: Mapping[str, Any]) -> bool:
    try:
        image = base64.b64decode(str(photo.get("image", "")), validate=True)
    except binascii.Error:
        return False
    return bool(image) and hashlib.sha256(image).hexdigest() == photo.get("sha256")
