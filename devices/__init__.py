"""The outside world: drivers by name, imported only when one is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ValidationError

from devices.interfaces import DeviceError

DRIVERS: Mapping[str, str] = {
    "onvif": "devices.onvif",
    "rtsp": "devices.rtsp",
    "modbus_barrier": "devices.modbus_barrier",
    "tcp_display": "devices.display",
    "rsa2_platform": "devices.rsa2_platform",
    "smtp": "devices.smtp",
    "isapi_anpr": "devices.isapi_anpr",
    "json_webhook": "devices.json_webhook",
}
"""Driver name → module. A driver module has `Config`, a pydantic model that draws its form, and `connect(config)`."""


def config_model(driver: str) -> type[BaseModel]:
    """The settings a driver wants; raises DeviceError for a driver nobody wrote."""
    try:
        module = import_module(DRIVERS[driver])
    except KeyError:
        raise DeviceError(f"unknown driver: {driver}", permanent=True) from None
    model: type[BaseModel] = module.Config
    return model


def connect(driver: str, config: Mapping[str, Any]) -> Any:
    """A connected device of the kind the driver makes; raises DeviceError when the settings do not fit it."""
    model = config_model(driver)
    try:
        checked = model.model_validate(dict(config))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DeviceError(f"{driver}: {where}: {first['msg']}", permanent=True) from None
    return import_module(DRIVERS[driver]).connect(checked)
