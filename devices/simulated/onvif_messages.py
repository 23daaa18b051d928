"""The SOAP messages a simulated camera answers with."""

from datetime import datetime
from xml.sax.saxutils import escape

_ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope"
 xmlns:ter="http://www.onvif.org/ver10/error" xmlns:tt="http://www.onvif.org/ver10/schema"
 xmlns:tds="http://www.onvif.org/ver10/device/wsdl"
 xmlns:trt="http://www.onvif.org/ver10/media/wsdl"><env:Body>{body}</env:Body></env:Envelope>"""

_FAULT = """<env:Fault><env:Code><env:Value>env:{side}</env:Value><env:Subcode>
<env:Value>ter:{code}</env:Value></env:Subcode></env:Code>
<env:Reason><env:Text xml:lang="en">{reason}</env:Text></env:Reason></env:Fault>"""

_DATE_AND_TIME = """<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime>
<tt:DateTimeType>Manual</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>
<tt:TimeZone><tt:TZ>CST-8</tt:TZ></tt:TimeZone>
<tt:UTCDateTime><tt:Time><tt:Hour>{0.hour}</tt:Hour><tt:Minute>{0.minute}</tt:Minute>
<tt:Second>{0.second}</tt:Second></tt:Time><tt:Date><tt:Year>{0.year}</tt:Year>
<tt:Month>{0.month}</tt:Month><tt:Day>{0.day}</tt:Day></tt:Date></tt:UTCDateTime>
</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"""

_INFORMATION = """<tds:GetDeviceInformationResponse>
<tds:Manufacturer>Greengate</tds:Manufacturer><tds:Model>{model}</tds:Model>
<tds:FirmwareVersion>1.0</tds:FirmwareVersion><tds:SerialNumber>{serial}</tds:SerialNumber>
<tds:HardwareId>simulated</tds:HardwareId></tds:GetDeviceInformationResponse>"""

_CAPABILITIES = """<tds:GetCapabilitiesResponse><tds:Capabilities>
<tt:Device><tt:XAddr>{base}/onvif/device_service</tt:XAddr></tt:Device>
<tt:Media><tt:XAddr>{base}/onvif/media_service</tt:XAddr><tt:StreamingCapabilities>
<tt:RTPMulticast>false</tt:RTPMulticast><tt:RTP_TCP>true</tt:RTP_TCP>
<tt:RTP_RTSP_TCP>true</tt:RTP_RTSP_TCP></tt:StreamingCapabilities></tt:Media>
</tds:Capabilities></tds:GetCapabilitiesResponse>"""

_SERVICE = """<tds:Service><tds:Namespace>http://www.onvif.org/ver10/{name}/wsdl</tds:Namespace>
<tds:XAddr>{base}/onvif/{name}_service</tds:XAddr>
<tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"""

_PROFILE = """<trt:Profiles token="{token}" fixed="true"><tt:Name>{token}</tt:Name>
<tt:VideoEncoderConfiguration token="{token}_video"><tt:Name>{token}</tt:Name>
<tt:UseCount>1</tt:UseCount><tt:Encoding>H264</tt:Encoding>
<tt:Resolution><tt:Width>{width}</tt:Width><tt:Height>{height}</tt:Height></tt:Resolution>
<tt:Quality>5</tt:Quality><tt:RateControl><tt:FrameRateLimit>25</tt:FrameRateLimit>
<tt:EncodingInterval>1</tt:EncodingInterval><tt:BitrateLimit>4096</tt:BitrateLimit>
</tt:RateControl><tt:H264><tt:GovLength>50</tt:GovLength><tt:H264Profile>High</tt:H264Profile>
</tt:H264><tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0</tt:IPv4Address>
</tt:Address><tt:Port>0</tt:Port><tt:TTL>0</tt:TTL><tt:AutoStart>false</tt:AutoStart></tt:Multicast>
<tt:SessionTimeout>PT60S</tt:SessionTimeout></tt:VideoEncoderConfiguration></trt:Profiles>"""

_MEDIA_URI = """<trt:{operation}Response><trt:MediaUri><tt:Uri>{uri}</tt:Uri>
<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>
<tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout>
</trt:MediaUri></trt:{operation}Response>"""


def envelope(body: str) -> bytes:
    """A whole answer."""
    return _ENVELOPE.format(body=body).encode()


def fault(code: str, reason: str, *, side: str = "Sender") -> str:
    return _FAULT.format(side=side, code=code, reason=escape(reason))


def date_and_time(now: datetime) -> str:
    return _DATE_AND_TIME.format(now)


def information(model: str, serial: str) -> str:
    return _INFORMATION.format(model=escape(model), serial=escape(serial))


def capabilities(base: str) -> str:
    return _CAPABILITIES.format(base=escape(base))


def services(base: str) -> str:
    listed = "".join(_SERVICE.format(name=name, base=escape(base)) for name in ("device", "media"))
    return f"<tds:GetServicesResponse>{listed}</tds:GetServicesResponse>"


def profile(token: str, width: int, height: int) -> str:
    return _PROFILE.format(token=escape(token), width=width, height=height)


def profiles(listed: str) -> str:
    return f"<trt:GetProfilesResponse>{listed}</trt:GetProfilesResponse>"


def media_uri(operation: str, uri: str) -> str:
    return _MEDIA_URI.format(operation=operation, uri=escape(uri))
