"""onvif-zeep made fit for a plant: no side effects, no endless waits, errors as sentences.

Its descriptions of the services are used, its camera class is not: that one removes the proxy settings of the whole
process, leaves a subscription behind on the camera each time, and waits for ever.
"""

# mypy: disable-error-code="no-untyped-call"
# (zeep is typed in part only.)

import logging
import threading
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPDigestAuth
from zeep import Client, Settings
from zeep.exceptions import Error as ZeepError
from zeep.exceptions import Fault, TransportError
from zeep.transports import Transport
from zeep.wsdl import Document
from zeep.wsse.username import UsernameToken

from devices.interfaces import DeviceError

TIMEOUT_S = 5.0
_SETTINGS = Settings(strict=False)
_parsing = threading.Lock()


def _import_onvif() -> ModuleType:
    """The library without what it does on import: it takes over the root logger."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    import onvif

    root.setLevel(level)
    root.handlers[:] = handlers
    module: ModuleType = onvif
    return module


_onvif = _import_onvif()


class _Token(UsernameToken):
    """A user name token made by the camera's own clock, because it judges by that."""

    def __init__(self, username: str, password: str, device: "Device") -> None:
        super().__init__(username, password, use_digest=True, zulu_timestamp=True)
        self._device = device

    def apply(self, envelope: Any, headers: Any) -> Any:
        self.created = datetime.now(UTC) + self._device.clock_offset
        return super().apply(envelope, headers)


class Device:
    """One device's services. Their addresses are fixed by us, not believed from the device."""

    def __init__(self, host: str, port: int, username: str, password: str) -> None:
        self.clock_offset = timedelta(0)
        self._base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        self._session = requests.Session()
        # A camera stands in the plant's own network: never through the proxy of the office.
        self._session.trust_env = False
        # Some cameras know no token and ask for HTTP's own digest instead.
        self._session.auth = HTTPDigestAuth(username, password) if username else None
        self._transport = Transport(
            session=self._session, timeout=TIMEOUT_S, operation_timeout=TIMEOUT_S
        )
        self._token = _Token(username, password, self) if username else None
        self._media: Any = None

    def close(self) -> None:
        self._session.close()

    def management(self, operation: str, *, anonymous: bool = False, **parameters: Any) -> Any:
        """Ask the device service."""
        address = f"{self._base}/onvif/device_service"
        service = self._service("devicemgmt", address, anonymous=anonymous)
        return _ask(service, operation, parameters)

    def media(self, operation: str, **parameters: Any) -> Any:
        """Ask the media service, wherever the device says it is on this host."""
        if self._media is None:
            capabilities = self.management("GetCapabilities", Category="Media")
            if capabilities.Media is None:
                raise DeviceError("the device streams no media", permanent=True)
            path = urlsplit(capabilities.Media.XAddr).path
            self._media = self._service("media", f"{self._base}{path}")
        return _ask(self._media, operation, parameters)

    def _service(self, name: str, address: str, *, anonymous: bool = False) -> Any:
        definition = _onvif.SERVICES[name]
        client = Client(
            _document(definition["wsdl"]),
            wsse=None if anonymous else self._token,
            transport=self._transport,
            settings=_SETTINGS,
        )
        binding = f"{{{definition['ns']}}}{definition['binding']}"
        return client.create_service(binding, address)


@cache
def _document(wsdl: str) -> Document:
    """A service's description, read once: it takes a quarter of a second."""
    spec = find_spec("onvif")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parents[1] / "wsdl" / wsdl
    if not path.is_file():
        raise DeviceError(f"the ONVIF description {wsdl} is not installed", permanent=True)
    with _parsing, requests.Session() as session:
        return Client(str(path), transport=Transport(session=session), settings=_SETTINGS).wsdl


def _ask(service: Any, operation: str, parameters: dict[str, Any]) -> Any:
    try:
        return service[operation](**parameters)
    except (requests.RequestException, ZeepError) as failure:
        raise problem_of(failure) from None


def problem_of(failure: Exception) -> DeviceError:
    """The failure of a question, as people should read it."""
    if isinstance(failure, Fault):
        return _refusal(failure)
    response = getattr(failure, "response", None)
    status = getattr(failure, "status_code", None) or getattr(response, "status_code", None)
    if status in (401, 403):
        return DeviceError("the camera refuses this user name or password", permanent=True)
    if isinstance(failure, requests.Timeout):
        return DeviceError("the camera does not answer")
    if isinstance(failure, requests.ConnectionError):
        return DeviceError("nothing answers at the camera's address and port")
    if isinstance(failure, TransportError):
        return DeviceError(f"the device answers, but not as a camera (HTTP {status})")
    return DeviceError("the device answers, but not as a camera")


def _refusal(fault: Fault) -> DeviceError:
    codes = {str(code).rpartition("}")[2] for code in (fault.subcodes or ())}
    if "NotAuthorized" in codes or "FailedAuthentication" in codes:
        return DeviceError("the camera refuses this user name or password", permanent=True)
    return DeviceError(f"the camera refuses: {fault.message}")
