"""The columns of a table of passages: the 23 items of 表C.3 in their order, codes beside words, and what became."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from gate import clock, codes, supplements
from gate.models import Passage
from gate.search import Row
from gate.search.query import BY_HAND

Cell = str | float | datetime
VERDICTS = {"open": "放行", "hold": "人工核实", "refuse": "拦截"}
UPLOADS = {"waiting": "待上报", "acknowledged": "已上报", "refused": "被退回"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, how wide it is in characters, and what stands in it."""

    heading: str
    width: int
    cell: Callable[[Row], Cell]


def _now(name: str, heading: str, width: int = 12) -> Column:
    return Column(heading, width, lambda row: getattr(row.counts.now, name))


def _coded(name: str, heading: str, table: codes.Table, width: int = 10) -> list[Column]:
    def word(row: Row) -> str:
        code = getattr(row.counts.now, name)
        return table[code].zh if code in table else code

    return [Column(heading, width, word), _now(name, f"{heading}代码", 6)]


def _moment(row: Row) -> datetime:
    local: datetime = row.passage.passed_at.astimezone(clock.BEIJING)
    return local.replace(tzinfo=None)


def _opened(row: Row) -> str:
    if row.outcome is not None and row.outcome.result in BY_HAND:
        return codes.OPENING_MODES[codes.MANUAL].zh
    mode = row.passage.opening_mode
    return codes.OPENING_MODES[mode].zh if mode in codes.OPENING_MODES else ""


def _original(row: Row) -> str:
    """What was written, of the items that a supplement or corrections have changed since."""
    said = (
        f"{HEADINGS.get(name, name)}：{_written(row.passage, name)}" for name in row.counts.changes
    )
    return "；".join(said)


def _written(passage: Passage, name: str) -> str:
    return str(getattr(passage, name)) or "空"


def _manual(row: Row) -> str:
    """Whether a person has told it in place of the eyes, and why (R-051)."""
    told = row.counts.supplement
    if told is None:
        return ""
    why = supplements.REASONS.get(told.occasion, {}).get(told.reason)
    return f"是（{why.zh if why else told.reason}）"


def _clock_off(row: Row) -> str:
    """By how much the clock was off, where it could not be trusted with the row's time (R-094)."""
    off = row.passage.clock_off_ms
    return f"{off / 1000:+.1f} 秒" if off else ""


def _upload(row: Row) -> str:
    return UPLOADS.get(row.upload.state, row.upload.state) if row.upload else ""


COLUMNS: Sequence[Column] = (
    Column("流水号", 32, lambda row: row.passage.serial_no),
    _now("gate_no", "出入口编号", 6),
    _now("barrier_no", "道闸编号", 6),
    *_coded("direction", "进出厂状态", codes.DIRECTIONS, 6),
    Column("进、出厂时间", 20, _moment),
    _now("front_photo", "进、出厂照片（车头）SHA-256"),
    _now("body_photo", "进、出厂照片（车身）SHA-256"),
    _now("plate_photo", "进、出厂照片（车牌）SHA-256"),
    _now("plate_no", "车牌号码", 12),
    *_coded("plate_colour", "号牌颜色", codes.PLATE_COLOURS),
    *_coded("vehicle_type", "车辆类型", codes.VEHICLE_TYPES, 14),
    _now("vin", "车辆识别代码（VIN）", 20),
    _now("registration_date", "注册登记日期", 12),
    _now("vehicle_model", "车辆型号", 18),
    _now("engine_model", "发动机型号", 16),
    _now("engine_maker", "发动机生产厂", 16),
    _now("engine_no", "发动机编号", 14),
    *_coded("fuel_type", "燃料类型", codes.FUEL_TYPES),
    *_coded("emission_stage", "排放标准", codes.EMISSION_STAGES),
    *_coded("use_nature", "使用性质", codes.USE_NATURES),
    *_coded("network_status", "联网状态", codes.NETWORK_STATUSES),
    _now("emission_list_image", "随车清单 SHA-256"),
    _now("licence_front_image", "行驶证（正面）SHA-256"),
    _now("licence_back_image", "行驶证（背面）SHA-256"),
    _now("cargo_name", "运输货物名称", 14),
    Column("运输量", 10, lambda row: float(Decimal(row.counts.now.cargo_quantity))),
    *_coded("quantity_unit", "计量单位", codes.QUANTITY_UNITS, 6),
    _now("carrier_name", "车队名称", 24),
    Column("管控结果", 10, lambda row: VERDICTS.get(row.passage.verdict, row.passage.verdict)),
    Column("原因代码", 20, lambda row: row.passage.reasons),
    Column("开闸方式", 10, _opened),
    Column("操作人", 10, lambda row: row.outcome.by if row.outcome else ""),
    Column("上报状态", 10, lambda row: _upload(row)),
    Column("脱机判定", 6, lambda row: "是" if row.passage.decided_offline else ""),
    Column("事后补传", 6, lambda row: "是" if row.passage.recorded_late else ""),
    Column("本机时钟偏差", 12, _clock_off),
    Column("人工补录", 16, _manual),
    Column("补录人", 10, lambda row: row.counts.supplement.by if row.counts.supplement else ""),
    Column("更正次数", 6, lambda row: row.counts.corrections),
    Column("更正前的记录", 30, _original),
)
HEADINGS = {
    "front_photo": "进、出厂照片（车头）SHA-256",
    "body_photo": "进、出厂照片（车身）SHA-256",
    "plate_photo": "进、出厂照片（车牌）SHA-256",
    "plate_no": "车牌号码",
    "plate_colour": "号牌颜色代码",
    "vehicle_type": "车辆类型代码",
    "vin": "车辆识别代码（VIN）",
    "registration_date": "注册登记日期",
    "vehicle_model": "车辆型号",
    "engine_model": "发动机型号",
    "engine_maker": "发动机生产厂",
    "engine_no": "发动机编号",
    "fuel_type": "燃料类型代码",
    "emission_stage": "排放标准代码",
    "use_nature": "使用性质代码",
    "network_status": "联网状态代码",
    "emission_list_image": "随车清单 SHA-256",
    "licence_front_image": "行驶证（正面）SHA-256",
    "licence_back_image": "行驶证（背面）SHA-256",
    "cargo_name": "运输货物名称",
    "cargo_quantity": "运输量",
    "quantity_unit": "计量单位代码",
    "carrier_name": "车队名称",
}


def cells(row: Row) -> list[Cell]:
    """A passage as a line of the table: what counts now in its place, and at the end what was written before."""
    return [column.cell(row) for column in COLUMNS]


def plain(cell: Any) -> str:
    """A cell as text that no spreadsheet takes for a formula."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    text = f"{cell:g}" if isinstance(cell, float) else str(cell)
    return (
        f"'{text}"
        if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(text)
        else text
    )


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdecimal()
