"""A camera that reads plates itself and pushes them by HTTP, as ISAPI cameras do and as the JSON webhook asks."""

import base64
import json
import uuid
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.sax.saxutils import escape

import requests

BEIJING = timezone(timedelta(hours=8))
TIMEOUT_S = 10
ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<EventNotificationAlert version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema">
<ipAddress>192.168.1.64</ipAddress>
<portNo>80</portNo>
<protocol>HTTP</protocol>
<macAddress>00:00:5e:00:53:01</macAddress>
<channelID>1</channelID>
<dateTime>{at}</dateTime>
<activePostCount>1</activePostCount>
<eventType>{event}</eventType>
<eventState>active</eventState>
<eventDescription>{event}</eventDescription>
<channelName>Camera 01</channelName>
<ANPR>
<licensePlate>{plate}</licensePlate>
<line>1</line>
<direction>forward</direction>
<confidenceLevel>{sure}</confidenceLevel>
<plateType>92TypeCivil</plateType>
<plateColor>{colour}</plateColor>
<licenseBright>128</licenseBright>
<plateCharBelieve>{each}</plateCharBelieve>
<vehicleType>truck</vehicleType>
<alarmDataType>{late}</alarmDataType>
<vehicleInfo><index>7395</index><color>gray</color></vehicleInfo>
<pictureInfoList><pictureInfo><fileName>detectionPicture.jpg</fileName><type>detectionPicture</type></pictureInfo></pictureInfoList>
</ANPR>
<UUID>{number}</UUID>
<picNum>1</picNum>
</EventNotificationAlert>
"""


def alert(plate: str, colour: str = "yellow", **other: Any) -> str:
    """The XML of one event; `plate` as the camera writes it, `colour` in ISAPI's words."""
    told = {
        "at": datetime.now(BEIJING).isoformat(timespec="milliseconds"),
        "event": "ANPR",
        "sure": 99,
        "each": ",".join(["99"] * len(plate)),
        "late": 0,
        "number": str(uuid.uuid4()),
        **other,
    }
    values = {name: escape(str(value)) for name, value in told.items()}
    return ALERT.format(plate=escape(plate), colour=colour, **values)


class PushingCamera:
    """Knows the address that was typed into it, and nothing else of the house."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session = requests.Session()
        self._session.trust_env = False

    def push(self, plate: str, colour: str = "yellow", picture: bytes = b"", **other: Any) -> int:
        """Tell of one plate as ISAPI does; the status of the answer."""
        return self.send(alert(plate, colour, **other), picture)

    def send(self, text: str, picture: bytes = b"") -> int:
        """One alarm of this very text, with its picture."""
        files = {"anpr.xml": ("anpr.xml", text.encode(), "text/xml")}
        if picture:
            files["detectionPicture.jpg"] = ("detectionPicture.jpg", picture, "image/jpeg")
        return self._post(files=files)

    def push_json(self, plate: str, picture: bytes = b"", **other: Any) -> int:
        """Tell of one plate by the JSON webhook; the status of the answer."""
        told = {"plate": plate, "id": str(uuid.uuid4()), **other}
        if picture:
            told["picture"] = base64.b64encode(picture).decode()
        return self._post(
            data=json.dumps(told).encode(), headers={"Content-Type": "application/json"}
        )

    def _post(self, **what: Any) -> int:
        with self._session.post(self._address, timeout=TIMEOUT_S, **what) as answer:
            return answer.status_code

    def close(self) -> None:
        self._session.close()
