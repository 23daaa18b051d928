"""The plant as it stands: gates, lanes and the devices at them; every change of it in the chain."""

import json
from collections.abc import Mapping
from typing import Any

from peewee import IntegrityError

from gate import codes, proof, tokens
from gate.fields import Fields, Mistakes
from gate.models import Device, Gate, Lane, database
from gate.ready import ready
from gate.region import Region

BOTH_WAYS = "both"
DIRECTIONS = (codes.IN, codes.OUT, BOTH_WAYS)
KINDS = ("camera", "overview", "barrier", "display", "reader", "platform", "mail")
AT_A_LANE = ("camera", "overview", "barrier", "display", "reader")
READER = "reader"
"""A camera that reads plates itself and pushes them: nothing of ours connects to it."""
HIDDEN = "***"
"""What stands for a secret in the chain and in forms."""
_SECRET_WORDS = ("password", "secret", "private", "token")


class SiteError(Mistakes):
    """Values that cannot be a gate, a lane or a device."""


def gates() -> list[Gate]:
    return list(Gate.select().order_by(Gate.gate_no))


def lanes() -> list[Lane]:
    """Every lane with its gate, in the order of their codes."""
    return _lanes()


@ready
def _lanes() -> Any:
    return Lane.select(Lane, Gate).join(Gate).order_by(Gate.gate_no, Lane.barrier_no)


def devices_of(lane: Lane | None) -> list[Device]:
    """The devices at a lane; None asks for those that stand at no lane (platforms, mail)."""
    at = Device.lane == lane.id if lane else Device.lane.is_null()
    return list(Device.select().where(at).order_by(Device.kind, Device.name))


def reader_of(token: str) -> Device | None:
    """The camera in use that pushes to the address of this token; None when it is nobody's."""
    digest = tokens.digest(token)
    readers = Device.select().where(Device.kind == READER, Device.enabled)
    return next((each for each in readers if settings_of(each).get("token") == digest), None)


def settings_of(device: Device) -> dict[str, Any]:
    """A device's settings, secrets included."""
    settings: dict[str, Any] = json.loads(device.config)
    return settings


def is_secret(name: str) -> bool:
    """Whether a setting of this name never leaves the database in clear."""
    return any(word in name.lower() for word in _SECRET_WORDS)


def hide_secrets(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: HIDDEN if is_secret(name) and v else v for name, v in settings.items()}


def keep_secrets(settings: Mapping[str, Any], device: Device) -> dict[str, Any]:
    """These settings, with the secrets of the device where they were left blank."""
    known = settings_of(device)
    kept = {name: v for name, v in known.items() if is_secret(name) and not settings.get(name)}
    return {**settings, **kept}


def save_gate(values: Mapping[str, Any], by: str, gate: Gate | None = None) -> Gate:
    """A new gate, or another letter or name for this one."""
    fields = Fields(values)
    gate_no = fields.text("gate_no", 1, required=True).upper()
    if gate_no and not ("A" <= gate_no <= "Z"):
        fields.wrong("gate_no", "not_a_letter")
    row = {"gate_no": gate_no, "name": fields.text("name", 64, required=True)}
    fields.stop_at_mistakes(SiteError)
    saved: Gate = _save(gate or Gate(), row, "gate", by, taken="gate_no")
    return saved


def save_lane(values: Mapping[str, Any], by: str, lane: Lane | None = None) -> Lane:
    """A new lane, or a change of this one."""
    fields = Fields(values)
    barrier_no = fields.text("barrier_no", 3, required=True).upper()
    if barrier_no and not (barrier_no.isascii() and barrier_no.isalnum()):
        fields.wrong("barrier_no", "not_a_number")
    row = {
        "gate": _existing(fields, "gate", Gate, required=True),
        "barrier_no": barrier_no,
        "name": fields.text("name", 64, required=True),
        "direction": fields.code("direction", DIRECTIONS, required=True),
        "enabled": fields.flag("enabled"),
    }
    fields.stop_at_mistakes(SiteError)
    saved: Lane = _save(lane or Lane(), row, "lane", by, taken="barrier_no")
    return saved


def save_region(lane: Lane, region: Region, by: str) -> Lane:
    """Where the eyes of this lane look from now on."""
    saved: Lane = _save(lane, {"region": region.text}, "lane", by, taken="region")
    return saved


def save_device(
    values: Mapping[str, Any], config: Mapping[str, Any], by: str, device: Device | None = None
) -> Device:
    """A new device, or a change of this one. `config` has been accepted by the driver's own model."""
    fields = Fields(values)
    kind = fields.code("kind", KINDS, required=True)
    row = {
        "lane": _existing(fields, "lane", Lane, required=kind in AT_A_LANE),
        "kind": kind,
        "name": fields.text("name", 64, required=True),
        "driver": fields.text("driver", 32, required=True),
        "config": json.dumps(dict(config), ensure_ascii=False, sort_keys=True),
        "enabled": fields.flag("enabled"),
    }
    if row["enabled"] and kind in AT_A_LANE and _another_at(row, device):
        fields.wrong("lane", "lane_has_one")
    fields.stop_at_mistakes(SiteError)
    saved: Device = _save(device or Device(), row, "device", by, taken="name")
    return saved


def _existing(fields: Fields, name: str, model: type[Gate | Lane], *, required: bool) -> int | None:
    told = fields.text(name, 20, required=required)
    if not told:
        return None
    if not told.isdecimal() or not model.select().where(model.id == int(told)).exists():
        fields.wrong(name, "unknown_code")
        return None
    return int(told)


def _another_at(row: Mapping[str, Any], device: Device | None) -> bool:
    same = Device.select().where(
        Device.lane == row["lane"], Device.kind == row["kind"], Device.enabled
    )
    return any(other.id != (device and device.id) for other in same)


def _save(model: Any, row: Mapping[str, Any], kind: str, by: str, *, taken: str) -> Any:
    """The row and its entry in one transaction; nothing when nothing differs."""
    try:
        with database.atomic():
            before = _told(type(model).get_by_id(model.id)) if model.id else {}
            for name, value in row.items():
                setattr(model, name, value)
            if before != _told(model):
                # Only what changed: the fence of a lane belongs to its watcher.
                model.save(only=model.dirty_fields)
                proof.append(kind, _change(model, before, by))
    except IntegrityError:
        raise SiteError({taken: "duplicate"}) from None
    return model


def _change(model: Any, before: Mapping[str, Any], by: str) -> dict[str, Any]:
    after = _told(model)
    changed = sorted(name for name in after if not before or before[name] != after[name])
    return {
        "what": "edited" if before else "created",
        "id": model.id,
        "by": by,
        "before": {name: _hidden(before[name]) for name in changed if before},
        "after": {name: _hidden(after[name]) for name in changed},
    }


def _told(model: Any) -> dict[str, Any]:
    told = {name: value for name, value in model.__data__.items() if name not in ("id", "fence")}
    if "config" in told:
        told["config"] = json.loads(told["config"])
    return told


def _hidden(value: Any) -> Any:
    return hide_secrets(value) if isinstance(value, dict) else value
