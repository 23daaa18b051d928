"""What drivers say, in the reader's language: their settings, and the reasons why a device cannot be used.

Drivers know no languages. Their English is the key; a test holds this list against their sources.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

KINDS = {
    "camera": _("Camera"),
    "overview": _("Overview camera"),
    "barrier": _("Barrier"),
    "display": _("Display"),
    "reader": _("Reading camera"),
    "platform": _("Platform"),
    "mail": _("Mail server"),
}
DRIVERS = {
    "onvif": _("ONVIF camera"),
    "rtsp": _("Camera by its stream address"),
    "modbus_barrier": _("Barrier on Modbus TCP"),
    "tcp_display": _("Display over TCP"),
    "rsa2_platform": _("Platform with RSA2 signature"),
    "smtp": _("Mail server by SMTP"),
    "isapi_anpr": _("Reading camera by ISAPI"),
    "json_webhook": _("Reading camera by JSON"),
}

SETTINGS: Sequence[Any] = (
    _("Address"),
    _("IP address or name of the camera"),
    _("Port"),
    _("Port of its web service"),
    _("User name"),
    _("An ONVIF user, made in the camera's own pages"),
    _("Password"),
    _("Sent only as a digest"),
    _("Profile"),
    _("Name or token of a media profile; empty for the first"),
    _("Stream address"),
    _("As the camera's manual gives it, such as rtsp://192.168.1.64:554/Streaming/Channels/101"),
    _("Empty when the stream is open to all"),
    _("IP address or name of the Modbus TCP module"),
    _("TCP port"),
    _("Unit"),
    _("Modbus unit (station) number"),
    _("Time-out"),
    _("Seconds to wait for an answer"),
    _("Lift coil"),
    _("Coil that lifts the arm"),
    _("Lower coil"),
    _("Coil that lowers the arm"),
    _("Pulse"),
    _("Seconds after which the coil is dropped; 0 when the module drops it by itself"),
    _("Outer loop input"),
    _("Discrete input of the loop outside"),
    _("Loop under the arm"),
    _("Discrete input of the loop under it"),
    _("Inner loop input"),
    _("Discrete input of the loop inside"),
    _("Open limit switch"),
    _("Discrete input: arm fully up"),
    _("Closed limit switch"),
    _("Discrete input: arm fully down"),
    _("Fault input"),
    _("Discrete input: the controller's own fault"),
    _("IP address or name of the display controller"),
    _("Seconds to wait for the board's answer"),
    _("Where the platform's interface begins, such as https://platform.example/api"),
    _("Application id"),
    _("appId given by the platform's operator"),
    _("Private key"),
    _("Our RSA key of 2048 bits or more: the path of a PEM file, or its text"),
    _("Certificate authority"),
    _("PEM file that vouches for an https platform; empty for the public ones"),
    _("IP address or name of the mail server"),
    _("587 with STARTTLS, 465 with TLS, 25 without either"),
    _("Encryption"),
    _("As the server's operator says; none only within the plant's own network"),
    _("Empty when the server asks for no login"),
    _("With many mail services a code that they give for programs"),
    _("Sender"),
    _("The address that letters come from"),
    _("Sender's name"),
    _("Shown beside the address, such as 绿门门禁"),
    _("Test letters go to"),
    _("Address of whoever tests; empty: to the sender itself"),
    _("PEM file that vouches for the mail server; empty for the public ones"),
    _("Its word alone may open"),
    _(
        "Off: without a look of our own at the plate a person decides. On: only for a camera whose network "
        "is closed and whose clock is right"
    ),
)

PROBLEMS: Sequence[Any] = (
    _("not configured"),
    _("the evidence store refuses: %(why)s"),
    _("the evidence store answers, but not as one"),
    _("the certificate of the evidence store is not trusted"),
    _("the evidence store does not speak this encryption at this port"),
    _("nobody knows the name of the evidence store"),
    _("the evidence store does not answer in time"),
    _("nothing listens at the address of the evidence store"),
    _("the connection to the evidence store broke"),
    _("%(file)s on this disk is not what was kept"),
    _("%(file)s in the bucket is not what was kept"),
    _("the camera refuses this user name or password"),
    _("the camera does not let this user see the stream"),
    _("the camera has no stream at this path"),
    _("nothing listens at the camera's address and port"),
    _("nothing answers at the camera's address and port"),
    _("the camera cut the connection"),
    _("the camera does not answer"),
    _("what the camera sends is not a video that can be read"),
    _("the camera's video has an unknown encoding"),
    _("the camera's address cannot be reached"),
    _("the stream cannot be read (%(why)s)"),
    _("the camera's stream carries no video"),
    _("the camera has gone silent"),
    _("the camera ended the stream"),
    _("the camera's pictures arrive damaged"),
    _("the camera sends no picture"),
    _("the camera refuses: %(why)s"),
    _("the camera has no media profile"),
    _("the camera has no profile %(wanted)s; it has: %(known)s"),
    _("the device streams no media"),
    _("the device answers, but not as a camera (HTTP %(status)s)"),
    _("the device answers, but not as a camera"),
    _("the ONVIF description %(file)s is not installed"),
    _("%(address)s is not an address of this machine"),
    _("the barrier controller at %(where)s cannot be reached"),
    _("the barrier controller at %(where)s did not answer the order to %(deed)s"),
    _("the barrier controller at %(where)s refused to %(deed)s (Modbus exception %(code)s)"),
    _("the text is too long for the display"),
    _("the display at %(where)s cut the connection"),
    _("the display at %(where)s did not answer within %(seconds)s s"),
    _("the display at %(where)s cannot be reached"),
    _("the display at %(where)s refused the picture: %(why)s"),
    _("the platform's certificate is not trusted"),
    _("the platform does not speak this encryption at this port"),
    _("the platform did not answer in time"),
    _("the platform cannot be reached"),
    _("the platform cannot be asked: %(why)s"),
    _("the platform's answer is not the agreed JSON"),
    _("the platform does not accept our signature: %(why)s"),
    _("the platform answered %(code)s: %(why)s"),
    _("the platform gives no list: %(why)s"),
    _("the platform's list is not whole"),
    _("nobody knows the name of the mail server"),
    _("nothing listens at the address of the mail server"),
    _("the mail server does not answer in time"),
    _("the mail server cut the connection"),
    _("the certificate of the mail server is not trusted"),
    _("the certificates to trust cannot be read: %(why)s"),
    _("the mail server does not speak this encryption at this port"),
    _("the mail server offers no such thing: %(why)s"),
    _("the mail server refuses this user name or password: %(why)s"),
    _("the mail server wants another login: %(why)s"),
    _("the mail server refuses for now: %(why)s"),
    _("the mail server refuses: %(why)s"),
    _("the letter has %(bytes)s bytes, the mail server takes %(most)s"),
    _("the mail server did not say whether it took the letter"),
    _("the address has letters that mail servers do not know"),
    _("whoever sent it was stopped at the very moment of handing it over"),
    _("no mail server is set up"),
    _("the camera's message has no text"),
    _("the camera's message is too long"),
    _("the camera's message has an unknown encoding"),
    _("the camera's message declares what no alarm declares"),
    _("the camera's message is no XML"),
    _("the camera's message is no JSON"),
    _("the camera's message is no alarm"),
    _("the camera's message is not the agreed JSON"),
    _("the time server %(server)s does not answer: %(why)s"),
    _("the time server %(server)s does not know the time itself"),
    _("the private key cannot be read: %(why)s"),
    _("this is not an unencrypted PEM private key"),
    _("RSA2 wants an RSA key of 2048 bits or more"),
)


def problem(sentence: str | None) -> str:
    """A driver's sentence in the reader's language; as it is when nobody has put it into this list."""
    for pattern, template in _patterns():
        if found := pattern.fullmatch(sentence or ""):
            told: str = gettext(template, **found.groupdict())
            return told[:1].upper() + told[1:]
    return sentence or ""


def knows(sentence: str) -> bool:
    return any(pattern.fullmatch(sentence) for pattern, _template in _patterns())


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(lazy._args[0]), lazy._args[0]) for lazy in PROBLEMS)


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", template)
    pieces = (re.escape(p) if i % 2 == 0 else f"(?P<{p}>.+)" for i, p in enumerate(parts))
    return re.compile("".join(pieces), re.DOTALL)
