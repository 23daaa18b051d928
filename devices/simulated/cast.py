"""The vehicles that come to the simulated plant: how they look, and what the register knows of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from devices.interfaces import PlateColour


class Light(StrEnum):
    DAY = "day"
    DUSK = "dusk"
    NIGHT = "night"


class Kind(StrEnum):
    """What is drawn."""

    TRACTOR = "tractor"
    ELECTRIC_TRACTOR = "electric_tractor"
    DUMP = "dump"
    TANKER = "tanker"
    BOX = "box"
    LIGHT_TRUCK = "light_truck"
    VAN = "van"
    TRAILER = "trailer"


Standing = Literal["approved", "expired", "suspended", "listed", "low_stage", "stranger", "trailer"]


@dataclass(frozen=True, slots=True)
class Truck:
    """One vehicle. `emission_stage`, `fuel_type` and `vehicle_type` are codes of tables T2, T3 and T4."""

    plate_no: str
    plate_colour: PlateColour
    kind: Kind
    paint: str
    lettering: str
    emission_stage: str
    fuel_type: str
    vehicle_type: str
    carrier_name: str
    cargo_name: str
    standing: Standing = "approved"
    light: Light = Light.DAY
    double_line: bool = False
    rear: bool = False


_BLUE, _YELLOW = PlateColour.BLUE, PlateColour.YELLOW
_GREEN, _YELLOW_GREEN = PlateColour.GREEN, PlateColour.YELLOW_GREEN
_WHITE, _BLACK = PlateColour.WHITE, PlateColour.BLACK
_BEIFANG, _JINYUAN, _LVTONG = (
    "唐山北方运输有限公司",
    "安阳晋源物流有限公司",
    "绿通新能源运输有限公司",
)

CAST: tuple[Truck, ...] = (
    Truck("冀B7K268", _YELLOW, Kind.TRACTOR, "red", "北方运输", "6", "B", "Q11", _BEIFANG, "铁矿粉"),
    Truck("冀BD5309", _YELLOW, Kind.DUMP, "orange", "北方运输", "5", "B", "H17", _BEIFANG, "烧结矿"),
    Truck("冀B06128D", _YELLOW_GREEN, Kind.ELECTRIC_TRACTOR, "white", "绿通新能源", "D", "C", "Q11",
          _LVTONG, "热轧卷板"),
    Truck("冀A3Q917", _YELLOW, Kind.TRACTOR, "blue", "石钢物流", "6", "E", "Q11",
          "石家庄石钢物流有限公司", "焦炭"),
    Truck("豫E8P652", _YELLOW, Kind.TRACTOR, "white", "晋源物流", "6", "B", "Q11", _JINYUAN, "生石灰",
          light=Light.DUSK),
    Truck("鲁H2V893", _YELLOW, Kind.TANKER, "silver", "运河危化", "4", "B", "H14",
          "济宁运河危化品运输有限公司", "粗苯"),
    Truck("晋D57193D", _YELLOW_GREEN, Kind.ELECTRIC_TRACTOR, "green", "绿通新能源", "D", "C", "Q11",
          _LVTONG, "焦炭", light=Light.NIGHT),
    Truck("津C0R735", _YELLOW, Kind.DUMP, "green", "滨海渣土", "5", "B", "H17",
          "天津滨海工程运输有限公司", "高炉水渣", light=Light.NIGHT),
    Truck("冀BD31862", _GREEN, Kind.VAN, "white", "城配快运", "D", "C", "H33", "唐山城配快运有限公司",
          "备品备件"),
    Truck("京ACW516", _BLUE, Kind.LIGHT_TRUCK, "blue", "京冀货运", "6", "B", "H31",
          "北京京冀货运有限公司", "耐火材料"),
    Truck("辽C9T083", _YELLOW, Kind.BOX, "yellow", "鞍达快运", "6", "B", "H12", "鞍山鞍达快运有限公司",
          "合金", standing="expired"),
    Truck("冀BG4V71", _YELLOW, Kind.DUMP, "blue", "宏远渣土", "5", "B", "H17", "唐山宏远运输有限公司",
          "钢渣", standing="suspended"),
    Truck("豫F5N382", _YELLOW, Kind.TRACTOR, "green", "鹤鑫运输", "5", "B", "Q11",
          "鹤壁鑫达运输有限公司", "原煤", standing="listed"),
    Truck("晋K3860M", _YELLOW, Kind.TRACTOR, "orange", "", "4", "B", "Q11", "晋中顺捷运输有限公司",
          "原煤", standing="low_stage"),
    Truck("鲁Q6Y429", _YELLOW, Kind.BOX, "silver", "沂蒙专线", "6", "B", "H12", "", "",
          standing="stranger"),
    Truck("冀J8W057", _BLUE, Kind.LIGHT_TRUCK, "white", "", "X", "B", "H31", "", "",
          standing="stranger", light=Light.DUSK),
    Truck("冀B5K82挂", _YELLOW, Kind.TRAILER, "red", "北方运输", "X", "Y", "B16", _BEIFANG, "铁矿粉",
          standing="trailer", double_line=True, rear=True),
    Truck("冀B2F08警", _WHITE, Kind.VAN, "white", "公安", "6", "B", "H33", "唐山市公安局", "空载"),
    Truck("粤Z8K35港", _BLACK, Kind.TRACTOR, "silver", "粤港联运", "6", "B", "Q11",
          "深圳粤港联运有限公司", "废钢"),
    Truck("冀B5V26学", _YELLOW, Kind.BOX, "white", "教练车", "6", "B", "H12", "唐山通达驾校", "空载"),
    Truck("冀B3J08应急", _WHITE, Kind.BOX, "red", "消防救援", "6", "B", "Z51",
          "唐山市消防救援支队", "消防用水"),
)  # fmt: skip


def find(plate_no: str) -> Truck | None:
    """The member of the cast with this plate."""
    return next((truck for truck in CAST if truck.plate_no == plate_no), None)
