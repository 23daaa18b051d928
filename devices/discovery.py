"""Looking for cameras on the network: a WS-Discovery probe of our own."""

import fcntl
import selectors
import socket
import struct
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from urllib.parse import unquote
from uuid import uuid4
from xml.etree import ElementTree

import structlog

from devices.interfaces import DeviceError, FoundCamera

GROUP = "239.255.255.250"
PORT = 3702

_ADDRESSING = "{http://schemas.xmlsoap.org/ws/2004/08/addressing}"
_DISCOVERY = "{http://schemas.xmlsoap.org/ws/2005/04/discovery}"
_SIOCGIFADDR = 0x8915
_REPEAT_AFTER_S = 0.25

# Most cameras answer to the first type; some answer only to the second.
_TYPES = ("dn:NetworkVideoTransmitter", "tds:Device")
_PROBE = """<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"
 xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"
 xmlns:dn="http://www.onvif.org/ver10/network/wsdl"
 xmlns:tds="http://www.onvif.org/ver10/device/wsdl"><e:Header>
<w:MessageID>urn:uuid:{message}</w:MessageID>
<w:To e:mustUnderstand="true">urn:schemas-xmlsoap-org:ws:2005:04:discovery</w:To>
<w:Action e:mustUnderstand="true">http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</w:Action>
</e:Header><e:Body><d:Probe><d:Types>{types}</d:Types></d:Probe></e:Body></e:Envelope>"""

log = structlog.get_logger()


def local_addresses() -> list[str]:
    """The IPv4 address of every network interface of this machine, loopback included."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            request = struct.pack("256s", name.encode()[:15])
            try:
                answer = fcntl.ioctl(asking.fileno(), _SIOCGIFADDR, request)
            except OSError:
                continue  # An interface without an IPv4 address.
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def discover(
    timeout: float = 2.0,
    interfaces: Sequence[str] = (),
    unicast: Sequence[str] = (),
    port: int = PORT,
) -> list[FoundCamera]:
    """Every camera that answers within `timeout` seconds, each once.

    `interfaces` are local addresses to ask from (all of this machine's when none is given); `unicast` are addresses
    asked directly, because multicast does not cross routers.
    """
    with ExitStack() as stack:
        asking = [
            (stack.enter_context(_sender(address)), GROUP)
            for address in interfaces or local_addresses()
        ]
        if unicast:
            direct = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            asking += [(direct, address) for address in unicast]
        found: dict[str, FoundCamera] = {}
        for datagram in _answers(asking, port, time.monotonic() + timeout):
            for camera in cameras_in(datagram):
                found.setdefault(camera.endpoint, camera)
    return sorted(found.values(), key=lambda camera: (camera.name, camera.address))


def cameras_in(datagram: bytes) -> list[FoundCamera]:
    """The cameras an answer announces; none when it is no answer, or carries a document type."""
    try:
        text = datagram.decode("utf-8")
        if "<!DOCTYPE" in text:
            log.warning("discovery_answer_refused", reason="it carries a document type")
            return []
        matches = ElementTree.fromstring(text).iter(f"{_DISCOVERY}ProbeMatch")
    except (UnicodeDecodeError, ElementTree.ParseError):
        return []
    return [camera for match in matches if (camera := _camera(match)) is not None]


def _camera(match: ElementTree.Element) -> FoundCamera | None:
    addresses = match.findtext(f"{_DISCOVERY}XAddrs", "").split()
    if not addresses:
        return None
    # A camera lists its link-local and IPv6 addresses too; the plain one is what people recognise.
    address = next((url for url in addresses if "[" not in url and "169.254." not in url), None)
    reference = match.findtext(f"{_ADDRESSING}EndpointReference/{_ADDRESSING}Address", "")
    scopes = match.findtext(f"{_DISCOVERY}Scopes", "").split()
    return FoundCamera(
        address=address or addresses[0],
        endpoint=reference.strip() or addresses[0],
        name=_scope(scopes, "name"),
        hardware=_scope(scopes, "hardware"),
    )


def _scope(scopes: Iterable[str], kind: str) -> str:
    prefix = f"onvif://www.onvif.org/{kind}/"
    return next((unquote(s.removeprefix(prefix)) for s in scopes if s.startswith(prefix)), "")


def _sender(address: str) -> socket.socket:
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
    except OSError:
        sender.close()
        raise DeviceError(f"{address} is not an address of this machine", permanent=True) from None
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
    return sender


def _answers(
    asking: Sequence[tuple[socket.socket, str]], port: int, deadline: float
) -> Iterator[bytes]:
    """Ask, ask once more in case a datagram was lost, and pass on what comes back."""
    with selectors.DefaultSelector() as selector:
        for sender in {sender for sender, _ in asking}:
            selector.register(sender, selectors.EVENT_READ)
        questions = list(_TYPES)
        ask_at = time.monotonic()
        while (now := time.monotonic()) < deadline:
            if questions and now >= ask_at:
                _ask(asking, port, questions.pop(0))
                ask_at = now + _REPEAT_AFTER_S
            until = min(ask_at, deadline) if questions else deadline
            for key, _ in selector.select(max(0.0, until - time.monotonic())):
                assert isinstance(key.fileobj, socket.socket)
                yield key.fileobj.recv(65_536)


def _ask(asking: Sequence[tuple[socket.socket, str]], port: int, types: str) -> None:
    probe = _PROBE.format(message=uuid4(), types=types).encode()
    for sender, address in asking:
        try:
            sender.sendto(probe, (address, port))
        except OSError as error:
            log.info("discovery_probe_not_sent", to=address, reason=error.strerror)
