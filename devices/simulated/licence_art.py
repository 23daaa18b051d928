"""The vehicle licence 行驶证 (GA 37) as it is laid out: main page, second page, each 88 × 60 mm, under plastic."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from devices.interfaces import Image
from devices.simulated.paper_stock import Rgb, Sheet, laminated, sheet, weave

WIDTH, HEIGHT = 88.0, 60.0
GROUND: Rgb = (234, 240, 236)
WAVES: Rgb = (206, 224, 220)
LABEL: Rgb = (52, 66, 74)
LABEL_MM, ENGLISH_MM, VALUE_MM = 2.5, 1.45, 3.0


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What the papers of one vehicle say, in the words that are printed."""

    plate_no: str
    vehicle_type: str
    owner: str
    address: str
    use_nature: str
    vehicle_model: str
    vin: str
    engine_no: str
    registered: date
    issued: date
    inspected_until: tuple[int, int]
    """Year and month."""
    fuel: str
    stage: str
    """As a list says it: 国六, 国Ⅴ, 第五阶段 …"""
    engine_model: str
    engine_maker: str
    maker: str
    file_no: str
    scrapped_at: date
    seal: tuple[str, ...] = ("河北省唐山市", "公安局交通", "警察支队")


@dataclass(frozen=True, slots=True)
class Print:
    """How the values sit on the form: printers are never quite in register."""

    right: float = 0.0
    down: float = 0.0
    size: float = VALUE_MM


def draw_front(
    told: Vehicle, *, font: Path, per_mm: float = 14, press: Print | None = None, seed: int = 0
) -> Image:
    """正页: who the vehicle is, whose, and since when."""
    page, at = _blank(font, per_mm, seed), press or Print()
    page.text(WIDTH / 2, 5.2, "中华人民共和国机动车行驶证", 4.1, LABEL, "mm")
    page.text(WIDTH / 2, 8.9, "Vehicle License of the People's Republic of China", 2.0, LABEL, "mm")
    _row(page, at, 4, 14, "号牌号码", "Plate No.", 19, told.plate_no, 40)
    _row(page, at, 42, 14, "车辆类型", "Vehicle Type", 56, told.vehicle_type, 86)
    _row(page, at, 4, 20, "所有人", "Owner", 19, told.owner, 86)
    _row(page, at, 4, 26, "住址", "Address", 19, told.address, 86)
    _row(page, at, 30, 32.5, "使用性质", "Use Character", 44, told.use_nature, 55)
    _row(page, at, 55, 32.5, "品牌型号", "Model", 66.5, told.vehicle_model, 87)
    _row(page, at, 30, 39, "车辆识别代号", "VIN", 48, told.vin, 86)
    _row(page, at, 30, 45.5, "发动机号码", "Engine No.", 48, told.engine_no, 86)
    _row(page, at, 30, 52, "注册日期", "Register Date", 42.5, told.registered.isoformat(), 60)
    _row(page, at, 59.5, 52, "发证日期", "Issue Date", 71, told.issued.isoformat(), 87)
    page.seal(5, 32, 22, told.seal)
    return laminated(page.image(), seed)


def draw_back(
    told: Vehicle, *, font: Path, per_mm: float = 14, press: Print | None = None, seed: int = 0
) -> Image:
    """副页: what it may carry, until when it is inspected, and what it burns."""
    page, at = _blank(font, per_mm, seed + 1), press or Print()
    year, month = told.inspected_until
    _line(page, at, 4, 6, "号牌号码", 18, told.plate_no, 44)
    _line(page, at, 46, 6, "档案编号", 60, told.file_no, 86)
    _line(page, at, 4, 12.5, "核定载人数", 20, "3人", 44)
    _line(page, at, 46, 12.5, "总质量", 60, "25000kg", 86)
    _line(page, at, 4, 19, "整备质量", 20, "8805kg", 44)
    _line(page, at, 46, 19, "核定载质量", 62, "--", 86)
    _line(page, at, 4, 25.5, "外廓尺寸", 18, "7110×2550×3980mm", 47)
    _line(page, at, 47, 25.5, "准牵引总质量", 66, "40000kg", 86)
    _line(page, at, 4, 32, "备注", 18, f"强制报废期止:{told.scrapped_at.isoformat()}", 86)
    until = f"检验有效期至{year}年{month:02d}月{told.plate_no[:2]}(01)"
    _line(page, at, 4, 38.5, "检验记录", 18, until, 86)
    page.text(18 + at.right, 45 + at.down, told.fuel, at.size)
    page.line(4, 48.5, WIDTH - 4, 48.5, WAVES, 0.2)
    page.bars(45, 50, 36, 4.6, told.file_no)
    page.text(63, 56.8, f"*{told.file_no}1*", 2.0, LABEL, "mm")
    return laminated(page.image(), seed + 1)


def _blank(font: Path, per_mm: float, seed: int) -> Sheet:
    page = sheet(WIDTH, HEIGHT, font, per_mm, GROUND)
    weave(page, WAVES, seed)
    return page


def _row(
    page: Sheet, at: Print, x: float, y: float, label: str, english: str,
    value_x: float, value: str, ends: float,
) -> None:  # fmt: skip
    page.text(x, y, label, LABEL_MM, LABEL)
    page.text(x, y + 2.6, english, ENGLISH_MM, LABEL)
    page.text(value_x + at.right, y + 0.9 + at.down, value, at.size, widest=ends - value_x - 0.5)
    page.line(value_x, y + 3.6, ends - 1, y + 3.6, WAVES, 0.15)


def _line(
    page: Sheet, at: Print, x: float, y: float, label: str, value_x: float, value: str, ends: float
) -> None:
    page.text(x, y, label, LABEL_MM, LABEL)
    page.text(value_x + at.right, y + at.down, value, at.size, widest=ends - value_x - 0.5)
    page.line(4, y + 3.1, WIDTH - 4, y + 3.1, WAVES, 0.15)
