"""The plant's mail server: without one nobody is promised a letter."""

from gate.models import Device

KIND = "mail"


def in_use() -> Device | None:
    """The mail server that letters go out by; of several the first one."""
    asked = Device.select().where(Device.kind == KIND, Device.enabled).order_by(Device.id)
    found: Device | None = asked.first()
    return found


def has_one() -> bool:
    """Whether a mail server is set up and switched on."""
    return in_use() is not None
