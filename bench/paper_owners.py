"""Vehicles by chance, as their papers tell of them, and what each paper should be read as."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from devices.simulated.licence_art import Vehicle
from gate import codes, identifiers

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"
CITIES = [
    "唐山",
    "邯郸",
    "石家庄",
    "太原",
    "临汾",
    "包头",
    "鞍山",
    "本溪",
    "徐州",
    "马鞍山",
    "济宁",
    "日照",
    "安阳",
    "武汉",
    "湘潭",
    "韶关",
    "柳州",
    "攀枝花",
    "昆明",
    "嘉峪关",
]
TRADES = [
    "顺达",
    "宏远",
    "鑫源",
    "通泰",
    "万里",
    "恒昌",
    "瑞丰",
    "安捷",
    "金桥",
    "远航",
    "腾飞",
    "盛世",
    "国联",
    "聚鑫",
    "德邦",
]
KINDS = [
    "运输有限公司",
    "物流有限公司",
    "汽车运输服务有限公司",
    "供应链管理有限公司",
    "货运有限责任公司",
]
SURNAMES = [
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "赵",
    "黄",
    "周",
    "吴",
    "徐",
    "孙",
    "马",
    "朱",
    "胡",
    "郭",
    "何",
    "高",
    "林",
    "罗",
]
GIVEN = [
    "建国",
    "志强",
    "海波",
    "文军",
    "秀英",
    "立新",
    "永刚",
    "春生",
    "德明",
    "玉梅",
    "伟",
    "磊",
    "勇",
    "涛",
    "芳",
]
MARKS = [
    "汕德卡",
    "解放",
    "东风",
    "福田",
    "陕汽",
    "欧曼",
    "豪沃",
    "红岩",
    "乘龙",
    "江淮",
    "徐工",
    "华菱",
    "北奔",
    "大运",
]
MAKERS = {
    "汕德卡": "中国重汽集团济南卡车股份有限公司", "解放": "中国第一汽车集团有限公司", "东风": "东风商用车有限公司",
    "福田": "北汽福田汽车股份有限公司", "陕汽": "陕西重型汽车有限公司", "江淮": "安徽江淮汽车集团股份有限公司",
}  # fmt: skip
ENGINES = (
    ("MC11.44-60", "中国重汽集团济南动力有限公司"), ("WP10H400E62", "潍柴动力股份有限公司"),
    ("CA6DM3-55E6", "中国第一汽车集团有限公司"), ("DDi11E465-60", "东风商用车有限公司"),
    ("YCK11420-61A", "广西玉柴机器股份有限公司"), ("ISG6-520", "北京福田康明斯发动机有限公司"),
    ("SC9DF360Q6", "上海柴油机股份有限公司"), ("WP13NG460E61", "潍柴动力股份有限公司"),
)  # fmt: skip
STAGES = (("国六", "6"), ("国Ⅵ", "6"), ("国六b", "6"), ("国五", "5"), ("国Ⅴ", "5"), ("国四", "4"))
FUELS = (("柴油", "B"), ("柴油", "B"), ("柴油", "B"), ("天然气", "E"), ("汽油", "A"), ("电", "C"))
TYPES = [words.zh for code, words in codes.VEHICLE_TYPES.items() if code[0] in "HQBZ"]
USES = [words.zh for words in codes.USE_NATURES.values()]
SEALS = (("省公安厅", "交通管理局"), ("市公安局", "交通警察", "支队"), ("公安局交通", "警察支队"))


def vehicle(rng: np.random.Generator) -> Vehicle:
    """One vehicle with everything that its papers say."""
    registered = date(2013, 1, 1) + timedelta(days=int(rng.integers(0, 4900)))
    mark, engine = str(rng.choice(MARKS)), ENGINES[rng.integers(len(ENGINES))]
    city = str(rng.choice(CITIES))
    return Vehicle(
        plate_no=_plate(rng),
        vehicle_type=str(rng.choice(TYPES)),
        owner=_owner(rng, city),
        address=f"{city}市{rng.choice(TRADES)}路{rng.integers(1, 900)}号",
        use_nature=str(rng.choice(USES)),
        vehicle_model=f"{mark}牌{_mixed(rng, LETTERS, 2)}{_mixed(rng, DIGITS, 4)}{_mixed(rng, LETTERS + DIGITS, 6)}",
        vin=identifiers.with_check_digit("L" + _mixed(rng, LETTERS.replace("Q", "") + DIGITS, 10)
                                         + _mixed(rng, DIGITS, 6)),
        engine_no=_engine_no(rng),
        registered=registered,
        issued=registered + timedelta(days=int(rng.integers(0, 1200))),
        inspected_until=(int(rng.integers(2025, 2029)), int(rng.integers(1, 13))),
        fuel=FUELS[rng.integers(len(FUELS))][0],
        stage=STAGES[rng.integers(len(STAGES))][0],
        engine_model=engine[0],
        engine_maker=engine[1],
        maker=MAKERS.get(mark, f"{mark}汽车有限公司"),
        file_no=_mixed(rng, DIGITS, 12),
        scrapped_at=registered + timedelta(days=15 * 365),
        seal=tuple(SEALS[rng.integers(len(SEALS))]),
    )  # fmt: skip


def truth(of: Vehicle, kind: str) -> Mapping[str, str]:
    """What the file of a vehicle should be filled with from this paper."""
    fuel, stage = dict(FUELS)[of.fuel], dict(STAGES)[of.stage]
    if kind == "licence_front":
        return {
            "plate_no": of.plate_no,
            "vehicle_type": _code(codes.VEHICLE_TYPES, of.vehicle_type),
            "owner": of.owner,
            "use_nature": _code(codes.USE_NATURES, of.use_nature),
            "vehicle_model": of.vehicle_model,
            "vin": of.vin,
            "engine_no": of.engine_no,
            "registration_date": of.registered.isoformat(),
            "issue_date": of.issued.isoformat(),
        }
    if kind == "licence_back":
        until = f"{of.inspected_until[0]}-{of.inspected_until[1]:02d}"
        return {"plate_no": of.plate_no, "inspected_until": until, "fuel_type": fuel}
    return {
        "vehicle_model": of.vehicle_model.partition("牌")[2],
        "vin": of.vin,
        "engine_no": of.engine_no,
        "engine_model": of.engine_model.upper(),
        "engine_maker": of.engine_maker,
        "emission_stage": stage,
        "fuel_type": fuel,
    }


def _code(table: codes.Table, word: str) -> str:
    return next(code for code, both in table.items() if both.zh == word)


def _mixed(rng: np.random.Generator, of: Sequence[str], count: int) -> str:
    return "".join(rng.choice(list(of), count))


def _plate(rng: np.random.Generator) -> str:
    head = str(rng.choice(list(PROVINCES))) + _mixed(rng, LETTERS, 1)
    if rng.random() < 0.1:
        return f"{head}{_mixed(rng, DIGITS, 5)}{rng.choice(['D', 'F'])}"
    serial = list(_mixed(rng, DIGITS, 5))
    for place in rng.choice(5, int(rng.integers(0, 3)), replace=False):
        serial[place] = _mixed(rng, LETTERS, 1)
    return head + "".join(serial)


def _owner(rng: np.random.Generator, city: str) -> str:
    if rng.random() < 0.3:
        return f"{rng.choice(SURNAMES)}{rng.choice(GIVEN)}"
    return f"{city}市{rng.choice(TRADES)}{rng.choice(KINDS)}"


def _engine_no(rng: np.random.Generator) -> str:
    form = rng.integers(4)
    if form == 0:
        return _mixed(rng, DIGITS, int(rng.integers(8, 13)))
    if form == 1:
        return _mixed(rng, LETTERS, 1) + _mixed(rng, DIGITS, 9)
    if form == 2:
        return f"{_mixed(rng, DIGITS, 2)}{_mixed(rng, LETTERS, 1)}{_mixed(rng, DIGITS, 8)}"
    return f"{_mixed(rng, LETTERS + DIGITS, 4)}-{_mixed(rng, DIGITS, 7)}"
