"""Cameras on the network are found, each once; what is no camera is not taken for one."""

import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest

from devices.discovery import GROUP, cameras_in, discover, local_addresses
from devices.interfaces import DeviceError, FoundCamera
from devices.simulated.discovery import DiscoveryResponder

LOOPBACK = ("127.0.0.1",)
NORTH = FoundCamera(
    "http://127.0.0.1:8081/onvif/device_service", "urn:uuid:north", "北门 A", "DS-2CD"
)
SOUTH = FoundCamera("http://127.0.0.1:8082/onvif/device_service", "urn:uuid:south", "南门", "")


@pytest.fixture
def responder() -> Iterator[DiscoveryResponder]:
    responder = DiscoveryResponder([NORTH, SOUTH], port=0)
    responder.start()
    yield responder
    responder.stop()


def test_two_cameras_are_found_by_multicast(responder: DiscoveryResponder) -> None:
    assert discover(0.5, LOOPBACK, port=responder.port) == [NORTH, SOUTH]


def test_all_interfaces_are_asked_when_none_is_named(responder: DiscoveryResponder) -> None:
    assert "127.0.0.1" in local_addresses()
    assert discover(0.5, port=responder.port) == [NORTH, SOUTH]


def test_cameras_behind_a_router_are_asked_directly(responder: DiscoveryResponder) -> None:
    deaf_interface = [address for address in local_addresses() if address != "127.0.0.1"]
    found = discover(0.5, deaf_interface or LOOPBACK, unicast=LOOPBACK, port=responder.port)
    assert found == [NORTH, SOUTH]


def test_a_camera_that_answers_several_times_is_listed_once(
    responder: DiscoveryResponder,
) -> None:
    found = discover(0.5, LOOPBACK, unicast=("127.0.0.1", "127.0.0.1"), port=responder.port)
    assert found == [NORTH, SOUTH]


def test_nobody_there_is_an_empty_list_in_good_time(responder: DiscoveryResponder) -> None:
    responder.stop()
    asked = time.monotonic()
    assert discover(0.4, LOOPBACK, port=responder.port) == []
    assert time.monotonic() - asked > 0.3


def test_an_address_that_is_not_ours_is_said_not_to_be() -> None:
    with pytest.raises(DeviceError, match=r"198\.51\.100\.1 is not an address of this machine"):
        discover(0.1, ("198.51.100.1",))


def answer(doctype: str = "", encoding: str = "utf-8") -> bytes:
    return f"""<?xml version="1.0" encoding="{encoding}"?>{doctype}
    <e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"
     xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
     xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><e:Body><d:ProbeMatches>
    <d:ProbeMatch><w:EndpointReference><w:Address>urn:uuid:north</w:Address></w:EndpointReference>
    <d:Scopes>onvif://www.onvif.org/name/%E5%8C%97%E9%97%A8%20A
     onvif://www.onvif.org/hardware/DS-2CD</d:Scopes>
    <d:XAddrs>http://[fe80::1]/onvif/device_service
     http://127.0.0.1:8081/onvif/device_service</d:XAddrs>
    </d:ProbeMatch></d:ProbeMatches></e:Body></e:Envelope>""".encode(encoding)


def test_the_address_people_recognise_is_chosen() -> None:
    assert cameras_in(answer()) == [NORTH]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_answer_with_a_document_type_is_refused(encoding: str) -> None:
    bomb = '<!DOCTYPE e [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert cameras_in(answer(bomb, encoding)) == []


@pytest.mark.parametrize("rubbish", [b"", b"\xff\xfe", b"<half", b"<other/>"])
def test_rubbish_is_no_camera(rubbish: bytes) -> None:
    assert cameras_in(rubbish) == []


def test_a_bomb_on_the_wire_hides_no_honest_camera(responder: DiscoveryResponder) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as villain:
        villain.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        villain.bind((GROUP, responder.port))
        member = struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton("127.0.0.1"))
        villain.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        villain.settimeout(2)

        def poison() -> None:
            _, asker = villain.recvfrom(65_536)
            villain.sendto(answer("<!DOCTYPE e>"), asker)

        thread = threading.Thread(target=poison)
        thread.start()
        found = discover(0.5, LOOPBACK, port=responder.port)
        thread.join()
    assert found == [NORTH, SOUTH]


def test_a_probe_for_printers_is_not_answered(responder: DiscoveryResponder) -> None:
    probe = b"""<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"
     xmlns:w="http://schemas.xmlsoap.org/ws/2004/08/addressing"
     xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:p="urn:printers"><e:Header>
    <w:MessageID>urn:uuid:1</w:MessageID></e:Header><e:Body><d:Probe><d:Types>p:Printer</d:Types>
    </d:Probe></e:Body></e:Envelope>"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        asking.settimeout(0.3)
        asking.sendto(probe, ("127.0.0.1", responder.port))
        with pytest.raises(TimeoutError):
            asking.recv(65_536)
