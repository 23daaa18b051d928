"""The columns of a table of trucks: what each is called, what stands in it, and how an empty table shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gate import codes
from gate.vehicle_file import CODES

TABLES: Mapping[str, codes.Table] = {
    **CODES,
    "plate_colour": codes.PLATE_COLOURS,
    "quantity_unit": codes.QUANTITY_UNITS,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One item of a vehicle's file as a column."""

    name: str
    heading: str
    example: str
    about: str = ""
    others: Sequence[str] = field(default=())
    """What else people call it; blanks, stars and what stands in brackets do not count."""
    width: int = 14

    @property
    def table(self) -> codes.Table | None:
        """The codes that may stand in it."""
        return TABLES.get(self.name)


PLATE, COLOUR = "plate_no", "plate_colour"
OF_A_TRUCK: Sequence[Column] = (
    Column(PLATE, "车牌号码", "冀B7K268", "必填", ("车牌号", "号牌号码", "车辆号牌", "车牌", "plate")),
    Column(COLOUR, "号牌颜色", "黄", "必填，从下拉列表中选", ("车牌颜色", "颜色", "platecolor", "colour")),
    Column("vehicle_type", "车辆类型", "重型半挂牵引车", "见行驶证", ("车型",), 18),
    Column("use_nature", "使用性质", "货运", "见行驶证"),
    Column("vehicle_model", "车辆型号", "CA4250P66K25T1A1E6", "见行驶证“品牌型号”", ("品牌型号",), 22),
    Column("vin", "车辆识别代码", "LFWSRXSJ1M1A00268", "17 位，不含 I、O、Q", ("vin码", "车辆识别代号", "车架号"), 22),
    Column("registration_date", "注册登记日期", "2021-08-01", "见行驶证，年-月-日", ("注册日期", "初次登记日期")),
    Column("engine_no", "发动机编号", "55010268", "见行驶证“发动机号码”，不是车辆识别代码", ("发动机号码", "发动机号")),
    Column("engine_model", "发动机型号", "CA6DM3-55E63", "见随车清单", (), 18),
    Column("engine_maker", "发动机生产厂", "一汽解放", "见随车清单", ("发动机生产企业", "发动机厂家"), 18),
    Column("fuel_type", "燃料类型", "柴油", "挂车选“无（挂车）”", ("燃料种类", "燃料", "fuel")),
    Column("emission_stage", "排放阶段", "国VI", "以随车清单为准", ("排放标准", "stage")),
    Column("network_status", "联网状态", "已联网", "是否接入远程在线监控", ("是否联网",)),
    Column("cargo_name", "常运货物", "铁矿粉", "空车写“空载”", ("运输货物名称", "货物名称", "货物")),
    Column("cargo_quantity", "常运数量", "32.5", "数字，最多三位小数", ("运输量", "货物数量")),
    Column("quantity_unit", "数量单位", "吨", "", ("计量单位", "单位")),
)  # fmt: skip
OF_THE_PLANT: Sequence[Column] = (
    Column("carrier_name", "车队名称", "唐山北方运输有限公司", "公司名称，或“自有”“个人”", ("承运商", "运输单位"), 26),
    Column("valid_from", "准入开始日期", "2026-12-01", "留空：即日起", ("准入起始", "有效期起")),
    Column("valid_to", "准入截止日期", "2027-11-30", "留空：直到暂停", ("准入截止", "有效期止", "有效期至")),
)  # fmt: skip
NOTE = Column("note", "备注", "", "", (), 24)
WHITELIST: Sequence[Column] = (*OF_A_TRUCK, *OF_THE_PLANT, NOTE)
"""What the plant's own table says of a truck."""
FLEET: Sequence[Column] = (*OF_A_TRUCK, NOTE)
"""What a carrier's table says; who carries, and for how long it may come, is not for the carrier to tell."""
