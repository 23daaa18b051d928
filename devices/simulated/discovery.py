"""The cameras of one simulated plant, answering those who look for cameras (WS-Discovery)."""

import selectors
import socket
import struct
import threading
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote
from uuid import uuid4
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from devices.interfaces import FoundCamera

GROUP = "239.255.255.250"
PORT = 3702

_ADDRESSING = "{http://schemas.xmlsoap.org/ws/2004/08/addressing}"
_DISCOVERY = "{http://schemas.xmlsoap.org/ws/2005/04/discovery}"
_OUR_TYPES = {"NetworkVideoTransmitter", "Device"}

_MATCH = """<?xml version="1.0" encoding="UTF-8"?>
<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"
 xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"
 xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><e:Header>
<w:MessageID>urn:uuid:{message}</w:MessageID><w:RelatesTo>{relates_to}</w:RelatesTo>
<w:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</w:To>
<w:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</w:Action></e:Header>
<e:Body><d:ProbeMatches><d:ProbeMatch>
<w:EndpointReference><w:Address>{endpoint}</w:Address></w:EndpointReference>
<d:Types>dn:NetworkVideoTransmitter</d:Types>
<d:Scopes>onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/name/{name}
 onvif://www.onvif.org/hardware/{hardware}</d:Scopes>
<d:XAddrs>{address}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion>
</d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>"""


class DiscoveryResponder:
    """Answers for several cameras from one process: to the multicast group and to its own address."""

    def __init__(
        self, devices: Sequence[FoundCamera], host: str = "127.0.0.1", port: int = PORT
    ) -> None:
        self.host = host
        self.port = port
        self._devices = tuple(devices)
        self._sockets: list[socket.socket] = []
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen; raises OSError when the port cannot be had."""
        direct = self._listen(self.host)
        self.port = direct.getsockname()[1]
        group = self._listen(GROUP)
        member = struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton(self.host))
        group.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        ended, self._end = socket.socketpair()
        self._sockets += [ended, self._end]
        self._thread = threading.Thread(
            target=self._serve, args=(direct, group, ended), name="discovery", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and give the port back."""
        if self._thread is not None:
            self._end.send(b".")
            self._thread.join()
            self._thread = None
        while self._sockets:
            self._sockets.pop().close()

    def _listen(self, address: str) -> socket.socket:
        listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sockets.append(listening)
        # Other software of the same machine may be listening for discovery too.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, self.port))
        return listening

    def _serve(self, direct: socket.socket, group: socket.socket, ended: socket.socket) -> None:
        with selectors.DefaultSelector() as selector:
            for readable in (direct, group, ended):
                selector.register(readable, selectors.EVENT_READ)
            while True:
                ready = [key.fileobj for key, _ in selector.select()]
                if ended in ready:
                    return
                for readable in (direct, group):
                    if readable in ready:
                        self._answer(direct, *readable.recvfrom(65_536))

    def _answer(self, direct: socket.socket, probe: bytes, sender: tuple[str, int]) -> None:
        message = _message_of(probe)
        if message is None:
            return
        for device in self._devices:
            with suppress(OSError):  # Whoever asked may be out of reach; the next one is not.
                direct.sendto(_match(device, message), sender)


def _message_of(datagram: bytes) -> str | None:
    """The message id of a probe that asks for cameras; None for anything else."""
    try:
        envelope = ElementTree.fromstring(datagram)
    except ElementTree.ParseError:
        return None
    probe = envelope.find(f".//{_DISCOVERY}Probe")
    if probe is None:
        return None
    wanted = {name.rpartition(":")[2] for name in probe.findtext(f"{_DISCOVERY}Types", "").split()}
    if wanted and not wanted & _OUR_TYPES:
        return None
    return envelope.findtext(f".//{_ADDRESSING}MessageID")


def _match(device: FoundCamera, relates_to: str) -> bytes:
    return _MATCH.format(
        message=uuid4(),
        relates_to=escape(relates_to),
        endpoint=escape(device.endpoint),
        name=quote(device.name),
        hardware=quote(device.hardware),
        address=escape(device.address),
    ).encode()
