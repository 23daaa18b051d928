"""What stands in the rooms besides passages: devices, an exemption, a list, files, searches, recordings, gaps."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from gate import clock, evidence, exemptions, gaps, recordings, register, saved_searches, sheets
from gate.carriers import answering, asking, companies, drafting, visits
from gate.exports import orders
from gate.exports.orders import State
from gate.gaps import Cause
from gate.identifiers import with_check_digit
from gate.models import Carrier, Lane, Recording, User, Vehicle
from gate.over_emission import imports, plan, rows
from settings import Settings
from tests import cast, small_site
from tests.gate import lists
from tests.gate.carriers import TRUCK
from tests.portal import lensed, mailed

TABLE = (
    "车牌号码,号牌颜色,车队名称,备注\n"
    "冀B5T613,黄,唐山北方运输有限公司,\n"
    "冀B7K268,黄,安阳晋源物流有限公司,换了车队\n"
    "冀B12,黄,,\n"
).encode()
"""Trucks that are new, differ and are no plates."""
TABLE_ADDRESS = f"/vehicles/tables/of/{hashlib.sha256(TABLE).hexdigest()}?name=车队.csv"
LONG_NAME = "唐山北方运输有限公司第二车队（曹妃甸矿石码头至燕山钢铁原料场专线）"


def furnish(lanes: Sequence[Lane], settings: Settings) -> None:
    """Put something into every list that passages do not fill."""
    _devices(lanes[0])
    carriers()
    ends = clock.stamp(clock.now() + timedelta(days=30))
    told = {"plate_no": cast.CHINA_FOUR.plate_no, "plate_colour": "1", "kind": "livelihood"}
    exemptions.grant(told | {"valid_to": ends, "reason": "民生保供"}, cast.MANAGER.username)
    _import(settings)
    evidence.keep(settings.evidence_dir, TABLE, sheets.TEXT)
    mailed.furnish(settings)
    for person in cast.ACCOUNTS:
        _files(person.username)
        for name in ("被扣的", LONG_NAME[:40]):
            saved_searches.keep(person.username, name, "plate=%E5%86%80B%3F2%2A&verdict=hold")
    lensed.furnish(lanes[2])
    now = clock.now()
    gaps.whole(Cause.DOWN, lanes[0].id, now - timedelta(hours=2), now - timedelta(hours=1), "")
    gaps.begin(Cause.CAMERA, lanes[1].id, now - timedelta(minutes=5), "gate-pc:4711")
    recordings.enter(
        Recording(
            lane_id=lanes[0].id, camera="camera", starts=now - timedelta(minutes=9),
            ends=now, fingerprint="f" * 64, codec="h264", size=4_000_000, missing_ms=3_000,
        )
    )  # fmt: skip


def carriers() -> None:
    """Both carriers of the cast, trucks of the first one, and an application in every state."""
    first, second = (
        companies.begin_for(
            User.get(User.username == person.username),
            {"name": person.display_name, "phone": phone},
        )
        for person, phone in ((cast.CARRIER, "13800138000"), (cast.OTHER_CARRIER, "13900139000"))
    )
    for truck in (cast.APPROVED, cast.CHINA_FOUR, cast.LISTED, cast.SUSPENDED):
        vehicle = Vehicle.get(Vehicle.plate_no == truck.plate_no)
        register.belongs_to(vehicle.id, first, cast.MANAGER.username)
    hours = (clock.now() + timedelta(hours=hour) for hour in (2, 6))
    told = dict(zip(("starts", "ends"), map(clock.stamp, hours), strict=True))
    booked = {"truck": str(Vehicle.get(Vehicle.plate_no == cast.APPROVED.plate_no).id)}
    visits.book(first, told | booked | {"cargo_name": "铁矿粉"}, cast.CARRIER.username)
    for number, state in enumerate(("draft", "sent", "asked", "appealed", "rejected", "withdrawn")):
        _application(first, number, state)
    _application(second, 9, "sent", emission_stage="4", registration_date="2023-03-01")
    companies.stop(second, "多次提供虚假行驶证", cast.MANAGER.username)


def _application(carrier: Carrier, number: int, state: str, **told: str) -> None:
    by, plant = cast.CARRIER.username, cast.MANAGER.username
    plate = {"plate_no": f"冀B8A10{number}", "vin": with_check_digit(f"LFWSRXSJ0M1A9{number:04}")}
    row = drafting.begin(carrier, by, TRUCK | plate | told)
    if state == "draft":
        drafting.save(row, {"vin": "LFW", "licence_back_image": ""})
        return
    asking.send(row, by)
    if state == "asked":
        answering.ask(row, plant, "行驶证副页反光，看不清检验记录。", ["licence_back_image", "vin"])
    if state in ("rejected", "appealed"):
        answering.reject(row, plant, "随车清单与行驶证的发动机号不一致。")
    if state == "appealed":
        asking.appeal(row, by, "发动机换过，变更记录在副页。")
    if state == "withdrawn":
        asking.withdraw(row, by)


def _devices(lane: Lane) -> None:
    for kind, driver in (("camera", "onvif"), ("barrier", "modbus_barrier")):
        small_site.place(kind, driver, {"host": "192.0.2.7", "port": 502}, lane)


def _import(settings: Settings) -> None:
    content = lists.workbook([lists.row(1), lists.row(2, 车牌号码="冀B1"), lists.row(3)])
    fingerprint = evidence.keep(settings.evidence_dir, content, sheets.WORKBOOK)
    found = plan.plan(rows.of_lines(sheets.lines(content)))
    imports.carry_out(
        found, source=imports.FILE, name="名单.xlsx", fingerprint=fingerprint,
        by=cast.MANAGER.username, take_differing=False,
    )  # fmt: skip


def _files(by: str) -> None:
    """One file in every state it can be in."""
    for state in (State.DONE, State.FAILED, State.CANCELLED, State.GONE, State.WORKING):
        order = orders.ask(by, "xlsx", "plate=%E5%86%80B", "zh")
        order.state, order.rows, order.total, order.size = state, 1_200, 54_321, 3_400_000
        order.beat_at = order.ended_at = order.until = clock.now()
        order.save()
    orders.ask(by, "zip", "", "zh")
