"""The default connector to a regulator's platform: signed JSON over HTTP, one request per passage."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import uuid4

import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import BaseModel, Field

from devices import signing, tls
from devices.interfaces import DeviceError, Photo, Receipt
from devices.tls import Trouble

__all__ = ["Config", "Rsa2Platform", "connect", "generate_keys"]

generate_keys = signing.generate_keys

BEIJING = timezone(timedelta(hours=8))
STAMP = "%Y-%m-%d %H:%M:%S"
ACCEPTED = "200"
UNTRUSTED = {"401", "403"}
REFUSED_AS_WRONG = {"400", "413", "422"}
"""Answers about this row alone: sending the same row again cannot help."""
NOT_APPLICABLE, NOT_CONNECTED = "2", "0"
BROKEN = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)
"""No line, or one that broke in the middle of an answer."""


class Config(BaseModel):
    """Where the platform is, and who we are to it."""

    base_url: str = Field(
        title="Address",
        description="Where the platform's interface begins, such as https://platform.example/api",
        pattern=r"^https?://[^\s/]+\S*$",
    )
    app_id: str = Field(
        title="Application id", description="appId given by the platform's operator", min_length=1
    )
    private_key: str = Field(
        title="Private key",
        description="Our RSA key of 2048 bits or more: the path of a PEM file, or its text",
        min_length=1,
        json_schema_extra={"format": "password"},
    )
    timeout_s: float = Field(
        10, title="Time-out", description="Seconds to wait for an answer", gt=0, le=120
    )
    ca_file: str = Field(
        "",
        title="Certificate authority",
        description="PEM file that vouches for an https platform; empty for the public ones",
    )


class Rsa2Platform:
    """Each call is one signed request; nothing is repeated here, for the sender keeps what is owed."""

    def __init__(self, config: Config, key: rsa.RSAPrivateKey) -> None:
        self._config = config
        self._key = key
        self._session = requests.Session()
        # The dedicated line must not be bent by a proxy in somebody's environment.
        self._session.trust_env = False

    def send_passage(self, passage: Mapping[str, Any], photos: Sequence[Photo]) -> Receipt:
        message = {name: _on_the_wire(value) for name, value in passage.items()}
        if message.get("network_status") == NOT_APPLICABLE:
            message["network_status"] = NOT_CONNECTED  # platforms know only these two
        message["photos"] = [_picture(photo) for photo in photos]
        return _receipt(self._post("/passages", message))

    def exceedance_list(self) -> Sequence[Any]:
        said = self._post("/exceedances", {})
        if str(said["code"]) != ACCEPTED:
            receipt = _receipt(said)
            raise DeviceError(f"the platform gives no list: {receipt.message}", permanent=True)
        rows = said.get("rows")
        if not isinstance(rows, list) or said.get("total", len(rows)) != len(rows):
            raise DeviceError("the platform's list is not whole")
        return rows

    def close(self) -> None:
        self._session.close()

    def _post(self, path: str, message: dict[str, Any]) -> Mapping[str, Any]:
        message["appId"] = self._config.app_id
        message["timestamp"] = datetime.now(BEIJING).strftime(STAMP)
        message["nonce"] = uuid4().hex
        message["sign"] = signing.sign(message, self._key)
        try:
            answer = self._session.post(
                self._config.base_url.rstrip("/") + path,
                json=message,
                timeout=self._config.timeout_s,
                allow_redirects=False,
                verify=self._config.ca_file or True,
            )
        except (requests.RequestException, OSError) as error:
            raise unreachable(error) from None
        return _understood(answer)


def connect(config: Config) -> Rsa2Platform:
    return Rsa2Platform(config, signing.private_key(config.private_key))


def _on_the_wire(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(BEIJING) if value.tzinfo else value).strftime(STAMP)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def _picture(photo: Photo) -> dict[str, str]:
    return {
        "role": photo.role,
        "sha256": hashlib.sha256(photo.jpeg).hexdigest(),
        "image": base64.b64encode(photo.jpeg).decode(),
    }


def unreachable(error: Exception) -> DeviceError:
    """Why no answer came, of an error that a request was met with."""
    match tls.trouble(error):
        case Trouble.UNTRUSTED:
            return DeviceError("the platform's certificate is not trusted", permanent=True)
        case Trouble.OTHER_ENCRYPTION:
            return DeviceError(
                "the platform does not speak this encryption at this port", permanent=True
            )
    if isinstance(error, requests.Timeout):
        return DeviceError("the platform did not answer in time")
    if isinstance(error, BROKEN):
        return DeviceError("the platform cannot be reached")
    return DeviceError(f"the platform cannot be asked: {error}", permanent=True)


def _understood(answer: requests.Response) -> Mapping[str, Any]:
    """The JSON of the answer; a platform that says 200 in the status line may still refuse in the `code`."""
    try:
        said = answer.json()
    except requests.exceptions.JSONDecodeError:
        said = {}
    if not isinstance(said, dict):
        said = {}
    if answer.ok and not said:
        raise DeviceError("the platform's answer is not the agreed JSON")
    return said if answer.ok and "code" in said else {**said, "code": answer.status_code}


def _receipt(said: Mapping[str, Any]) -> Receipt:
    code, message = str(said["code"]), str(said.get("message") or "")[:500]
    if code == ACCEPTED:
        reference = said.get("receipt")
        return Receipt(True, code, message, reference=None if reference is None else str(reference))
    if code in REFUSED_AS_WRONG:
        return Receipt(False, code, message, permanent=True)
    if code in UNTRUSTED:
        raise DeviceError(f"the platform does not accept our signature: {message}", permanent=True)
    raise DeviceError(f"the platform answered {code}: {message}")
