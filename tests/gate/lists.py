"""Over-emission lists as authorities send them: a workbook with a title, a heading and rows."""

import io
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook

HEADING = (
    "车牌号码",
    "号牌颜色",
    "VIN",
    "燃料类型",
    "排放标准",
    "超标原因",
    "列入时间",
    "解除时间",
)
SERIALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def plate(number: int) -> str:
    """A yellow plate of its own for every number."""
    return f"冀B{SERIALS[number // 1000 % 24]}{number % 1000:03d}{SERIALS[number // 24000 % 24]}"


def row(number: int, **told: Any) -> list[Any]:
    """A good row; every cell may be told otherwise by its Chinese heading."""
    good = {
        "车牌号码": plate(number),
        "号牌颜色": "黄色",
        "VIN": "",
        "燃料类型": "柴油",
        "排放标准": "国五",
        "超标原因": "尾气遥感监测",
        "列入时间": "2026-10-08 08:30",
        "解除时间": "",
    }
    return list((good | told).values())


def workbook(rows: Sequence[Sequence[Any]], heading: Sequence[str] = HEADING) -> bytes:
    """An .xlsx whose table stands below a title."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["唐山市排放超标车辆名单"])
    for line in (heading, *rows):
        sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
