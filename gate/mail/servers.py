"""Whether the plant has a mail server: without one nobody is promised a letter."""

from gate.models import Device

KIND = "mail"


def has_one() -> bool:
    """Whether a mail server is set up and switched on."""
    return bool(Device.select().where(Device.kind == KIND, Device.enabled).exists())
