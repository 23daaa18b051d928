"""The rows of a list that came from outside: each either understood or with what is wrong with it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gate import clock, codes
from gate.fields import Fields
from gate.sheets import FileProblem, Line, Read, Wrong
from gate.spelling import plain
from gate.vehicle_file import read_plate

NAMES: Mapping[str, tuple[str, ...]] = {
    "plate_no": (
        "车牌号码",
        "车牌号",
        "号牌号码",
        "车辆号牌",
        "号牌",
        "车牌",
        "plate",
        "platenumber",
    ),
    "plate_colour": ("号牌颜色", "车牌颜色", "颜色", "platecolor", "colour"),
    "vin": ("vin码", "车辆识别代号", "车辆识别代码", "车架号"),
    "fuel_type": ("燃料类型", "燃料种类", "燃料", "fuel"),
    "emission_stage": ("排放标准", "排放阶段", "stage"),
    "reason_code": ("超标原因", "列入原因", "原因", "原因代码", "超标原因代码", "reason"),
    "issued_at": ("列入时间", "列入日期", "发布时间", "发布日期", "下发时间", "下发日期"),
    "released_at": ("解除时间", "解除日期"),
    "state": ("状态", "超标状态", "解除状态"),
}
"""What authorities call the columns of R-061; our own names of them are understood, too."""
NEEDED = ("plate_no", "plate_colour", "reason_code")
TITLE_LINES = 10
"""A table may stand below a title and a line or two about it."""
RELEASED = "1"
VIN = re.compile(r"[0-9A-HJ-NPR-Z]{17}")

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One row of the list that was understood."""

    line: int
    plate_no: str
    plate_colour: str
    reason_code: str
    issued_at: datetime | None
    released: bool
    released_at: datetime | None
    vin: str
    fuel_type: str
    emission_stage: str

    @property
    def key(self) -> Key:
        return self.plate_no, self.plate_colour


def of_lines(lines: Sequence[Line]) -> Read[Told]:
    """The rows below the heading of a table; raises FileProblem where there is none."""
    at, columns = _heading(lines)
    return of_values(
        (number, {name: cells[place] for name, place in columns.items() if place < len(cells)})
        for number, cells in lines[at + 1 :]
    )


def of_values(rows: Iterable[tuple[int, Any]]) -> Read[Told]:
    """The rows of a list by the names of their columns."""
    told: list[Told] = []
    wrong: list[Wrong] = []
    for line, values in rows:
        row = _row(line, values) if isinstance(values, Mapping) else _no_row(line)
        if isinstance(row, Told):
            told.append(row)
        else:
            wrong.append(row)
    last, twice = _last_word(told)
    return Read(tuple(last), tuple(sorted([*wrong, *twice], key=lambda row: row.line)))


def of_json(content: bytes) -> Read[Told]:
    """The rows of a list as a platform sent it."""
    return of_values(enumerate(json.loads(content), start=1))


def _row(line: int, values: Mapping[str, Any]) -> Told | Wrong:
    said = {name: plain(name, values.get(name)) for name in NAMES}
    fields = Fields(said)
    plate, colour = read_plate(fields)
    row = Told(
        line=line,
        plate_no=plate,
        plate_colour=colour,
        reason_code=fields.code("reason_code", codes.EXCEEDANCE_REASONS, required=True),
        issued_at=_past(fields, "issued_at"),
        released=fields.code("state", ("0", RELEASED)) == RELEASED or bool(said["released_at"]),
        released_at=_past(fields, "released_at"),
        vin=_vin(fields),
        fuel_type=fields.code("fuel_type", codes.FUEL_TYPES),
        emission_stage=fields.code("emission_stage", codes.EMISSION_STAGES),
    )
    _compare(fields, row, said["state"])
    return Wrong(line, said["plate_no"][:20], fields.errors) if fields.errors else row


def _no_row(line: int) -> Wrong:
    return Wrong(line, "", {"": "not_a_row"})


def _past(fields: Fields, name: str) -> datetime | None:
    moment = fields.moment(name)
    if moment is not None and moment > clock.now():
        fields.wrong(name, "in_future")
    return moment


def _vin(fields: Fields) -> str:
    vin = fields.text("vin", 17).upper()
    if vin and not VIN.fullmatch(vin):
        fields.wrong("vin", "vin_shape")
    return vin


def _compare(fields: Fields, row: Told, state: str) -> None:
    if state == "0" and row.released_at is not None:
        fields.wrong("state", "released_or_not")
    if row.issued_at and row.released_at and row.released_at < row.issued_at:
        fields.wrong("released_at", "released_before_listed")


def _last_word(rows: Sequence[Told]) -> tuple[list[Told], list[Wrong]]:
    """Of several rows about one vehicle the newest counts; at the same time the one that still lists it."""
    newest: dict[Key, Told] = {}
    for row in rows:
        known = newest.get(row.key)
        if known is None or _weight(row) > _weight(known):
            newest[row.key] = row
    twice = (row for row in rows if newest[row.key] is not row)
    return list(newest.values()), [
        Wrong(row.line, row.plate_no, {"plate_no": "twice_in_list"}) for row in twice
    ]


def _weight(row: Told) -> tuple[str, bool]:
    return clock.stamp(row.issued_at) if row.issued_at else "", not row.released


def _heading(lines: Sequence[Line]) -> tuple[int, dict[str, int]]:
    best: dict[str, int] = {}
    for place, (_, cells) in enumerate(lines[:TITLE_LINES]):
        columns = _columns(cells)
        if set(NEEDED) <= columns.keys():
            return place, columns
        best = max(best, columns, key=len)
    lacking = [NAMES[name][0] for name in NEEDED if name not in best]
    raise FileProblem("file_without_columns", "、".join(lacking))


def _columns(cells: Sequence[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        word = re.sub(r"[\s*_（(].*$|[\s*]", "", str(cell or "").strip().lower().replace("_", ""))
        for name, words in NAMES.items():
            if word and (word in words or word == name.replace("_", "")):
                found.setdefault(name, place)
    return found
