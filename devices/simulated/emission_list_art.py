"""The emission list 随车清单 of a heavy vehicle, an A4 sheet that its maker prints: numbered items in two parts."""

from pathlib import Path

from devices.interfaces import Image
from devices.simulated.licence_art import Vehicle
from devices.simulated.paper_stock import INK, Rgb, Sheet, sheet

WIDTH, HEIGHT = 210.0, 297.0
GROUND: Rgb = (250, 250, 247)
GREY: Rgb = (120, 122, 126)
KINDS = {"柴油": "重型柴油车", "汽油": "重型汽油车", "天然气": "重型燃气车", "电": "纯电动汽车"}
SIXTH, OLDER = "GB 17691-2018", "GB 17691-2005"
LEFT, TEXT_MM, STEP = 18.0, 3.9, 8.4


def draw_emission_list(
    told: Vehicle, *, font: Path, per_mm: float = 8, seed: int = 0, plain: bool = False
) -> Image:
    """The sheet; `plain` without the frame about its items."""
    page = sheet(WIDTH, HEIGHT, font, per_mm, GROUND)
    kind = KINDS.get(told.fuel, "重型汽车")
    page.text(WIDTH / 2, 22, f"{kind}环保信息随车清单", 6.4, INK, "mm")
    number = f"CN ZC G6 Z2 {told.file_no[:10]} 000001"
    page.text(WIDTH / 2, 31, f"信息公开编号：{number}", TEXT_MM, INK, "mm")
    _declaration(page, told)
    y = _items(page, 66, "第一部分  车辆信息", _vehicle(told))
    y = _items(page, y + 6, "第二部分  检验信息", _tests(told))
    y = _items(page, y + 6, "第三部分  污染控制技术信息", _engine(told))
    y = _items(page, y + 6, "第四部分  制造商信息", (("联系电话", "0531-58062114"),), 21)
    if not plain:
        page.frame(LEFT - 4, 60, WIDTH - LEFT + 4, y + 2, GREY, 0.3)
    page.text(WIDTH - LEFT, HEIGHT - 14, f"{told.maker}（盖章）", TEXT_MM, GREY, "rm")
    return page.image()


def _declaration(page: Sheet, told: Vehicle) -> None:
    lines = (
        f"{told.maker}声明：本清单为本企业依据《中华人民共和国大气污染防治法》和",
        "国家第六阶段机动车排放标准等规定公开的环保信息，对其真实性、准确性负责。",
    )
    for row, words in enumerate(lines):
        page.text(LEFT, 41 + row * 7, words, TEXT_MM, widest=WIDTH - 2 * LEFT)


def _vehicle(told: Vehicle) -> tuple[tuple[str, str], ...]:
    mark, _, model = told.vehicle_model.partition("牌")
    return (
        ("车辆型号", model or told.vehicle_model),
        ("商标", f"{mark}牌"),
        ("汽车分类", "N3"),
        ("排放阶段", told.stage),
        ("车型的识别方法和位置", "见车辆铭牌"),
        ("车辆制造商名称", told.maker),
        ("车辆识别代号（VIN）", told.vin),
    )


def _tests(told: Vehicle) -> tuple[tuple[str, str], ...]:
    sixth = any(mark in told.stage for mark in ("六", "Ⅵ", "VI"))
    return (
        ("依据的标准", SIXTH if sixth else OLDER),
        ("检验机构", "中汽研汽车检验中心（天津）有限公司"),
        ("检验结论", "合格"),
    )


def _engine(told: Vehicle) -> tuple[tuple[str, str], ...]:
    return (
        ("发动机型号", told.engine_model),
        ("发动机编号", told.engine_no),
        ("发动机制造商", told.engine_maker),
        ("燃料类型", told.fuel),
        ("SCR型号/生产企业", "SCR-G6/凯龙高科技股份有限公司"),
        ("DPF型号/生产企业", "DPF-11/无锡威孚力达催化净化器有限责任公司"),
    )


def _items(
    page: Sheet, y: float, title: str, items: tuple[tuple[str, str], ...], first: int = 0
) -> float:
    """A title and its numbered items; the height at which they end."""
    page.text(LEFT, y, title, TEXT_MM + 0.4)
    start = first or {"一": 1, "二": 8, "三": 11}[title[1]]
    for number, (label, value) in enumerate(items, start):
        y += STEP
        page.text(LEFT + 4, y, f"{number}. {label}：{value}", TEXT_MM, widest=WIDTH - 2 * LEFT - 4)
    return y + STEP / 2
