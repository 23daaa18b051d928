"""The code tables of the ledger (T1…), each code with its Chinese and English words."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One code in the two languages of the house."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


Table = Mapping[str, Words]


def _table(**rows: tuple[str, str]) -> Table:
    return {code.lstrip("_"): Words(zh, en) for code, (zh, en) in rows.items()}


PLATE_COLOURS = _table(
    _0=("蓝", "blue"),
    _1=("黄", "yellow"),
    _2=("白", "white"),
    _3=("黑", "black"),
    _4=("新能源绿", "green"),
    _5=("其他", "other"),
    _6=("新能源黄绿", "yellow-green"),
)
"""T1."""

EMISSION_STAGES = _table(
    _0=("国0", "China 0"),
    _1=("国I", "China I"),
    _2=("国II", "China II"),
    _3=("国III", "China III"),
    _4=("国IV", "China IV"),
    _5=("国V", "China V"),
    _6=("国VI", "China VI"),
    D=("电动", "electric"),
    X=("未知", "unknown"),
)
"""T2."""

FUEL_TYPES = _table(
    A=("汽油", "petrol"),
    B=("柴油", "diesel"),
    C=("电", "electricity"),
    D=("混合油", "mixed oil"),
    E=("天然气", "natural gas"),
    F=("液化石油气", "LPG"),
    L=("甲醇", "methanol"),
    M=("乙醇", "ethanol"),
    N=("太阳能", "solar"),
    O=("混合动力", "hybrid"),
    P=("氢", "hydrogen"),
    Q=("生物燃料", "biofuel"),
    Y=("无（挂车）", "none (trailer)"),
    Z=("其他", "other"),
)
"""T3."""

VEHICLE_TYPES = _table(
    H11=("重型普通货车", "heavy truck"),
    H12=("重型厢式货车", "heavy box truck"),
    H13=("重型封闭货车", "heavy closed truck"),
    H14=("重型罐式货车", "heavy tank truck"),
    H15=("重型平板货车", "heavy flatbed truck"),
    H16=("重型集装厢车", "heavy container truck"),
    H17=("重型自卸货车", "heavy dump truck"),
    H18=("重型特殊结构货车", "heavy special truck"),
    H19=("重型仓栅式货车", "heavy stake truck"),
    H21=("中型普通货车", "medium truck"),
    H22=("中型厢式货车", "medium box truck"),
    H23=("中型封闭货车", "medium closed truck"),
    H24=("中型罐式货车", "medium tank truck"),
    H26=("中型集装厢车", "medium container truck"),
    H27=("中型自卸货车", "medium dump truck"),
    H28=("中型特殊结构货车", "medium special truck"),
    H29=("中型仓栅式货车", "medium stake truck"),
    H31=("轻型普通货车", "light truck"),
    H32=("轻型厢式货车", "light box truck"),
    H33=("轻型封闭货车", "light closed truck"),
    H34=("轻型罐式货车", "light tank truck"),
    H37=("轻型自卸货车", "light dump truck"),
    H38=("轻型特殊结构货车", "light special truck"),
    H39=("轻型仓栅式货车", "light stake truck"),
    H41=("微型普通货车", "mini truck"),
    H51=("低速普通货车", "low-speed truck"),
    H54=("低速自卸货车", "low-speed dump truck"),
    Q11=("重型半挂牵引车", "heavy semi-trailer tractor"),
    Q12=("重型全挂牵引车", "heavy full-trailer tractor"),
    Q21=("中型半挂牵引车", "medium semi-trailer tractor"),
    Q22=("中型全挂牵引车", "medium full-trailer tractor"),
    Q31=("轻型半挂牵引车", "light semi-trailer tractor"),
    B11=("重型普通半挂车", "heavy semi-trailer"),
    B13=("重型罐式半挂车", "heavy tank semi-trailer"),
    B14=("重型平板半挂车", "heavy flatbed semi-trailer"),
    B15=("重型集装箱半挂车", "heavy container semi-trailer"),
    B16=("重型自卸半挂车", "heavy dump semi-trailer"),
    B18=("重型仓栅式半挂车", "heavy stake semi-trailer"),
    Z11=("大型专项作业车", "large special vehicle"),
    Z21=("中型专项作业车", "medium special vehicle"),
    Z31=("小型专项作业车", "small special vehicle"),
    Z51=("重型专项作业车", "heavy special vehicle"),
    Z71=("轻型专项作业车", "light special vehicle"),
    J11=("轮式装载机械", "wheeled loader"),
    J12=("轮式挖掘机械", "wheeled excavator"),
    J13=("轮式平地机械", "wheeled grader"),
    K11=("大型普通客车", "large coach"),
    K31=("小型普通客车", "small coach"),
    K33=("小型轿车", "car"),
    M21=("普通二轮摩托车", "motorcycle"),
    M22=("轻便二轮摩托车", "moped"),
    N11=("三轮汽车", "three-wheeler"),
    X99=("其他", "other"),
)
"""T4, the codes a heavy-industry gate meets."""

USE_NATURES = _table(
    A=("非营运", "non-commercial"),
    B=("公路客运", "road passenger transport"),
    F=("货运", "freight"),
    G=("租赁", "rental"),
    H=("警用", "police"),
    I=("消防", "fire service"),
    J=("救护", "ambulance"),
    K=("工程救险", "engineering rescue"),
    L=("营转非", "formerly commercial"),
    R=("危化品运输", "dangerous goods"),
)
"""T5, the codes a heavy-industry gate meets."""

DIRECTIONS = _table(_1=("进厂", "in"), _2=("出厂", "out"))
"""T6."""

NETWORK_STATUSES = _table(
    _0=("未联网", "not connected"), _1=("已联网", "connected"), _2=("不适用", "not applicable")
)
"""T7."""

QUANTITY_UNITS = _table(T=("吨", "t"), L=("升", "L"), P=("包", "bags"))
"""T9."""

WARNING_LEVELS = _table(
    yellow=("黄色预警", "yellow warning"),
    orange=("橙色预警", "orange warning"),
    red=("红色预警", "red warning"),
    other=("其他", "other"),
)
"""T11, by words: platforms number them in opposite directions."""

RESPONSE_LEVELS = _table(
    I=("I级响应", "response level I"),
    II=("II级响应", "response level II"),
    III=("III级响应", "response level III"),
    other=("其他", "other"),
)
"""T12, by words; I is the most severe."""

CONTROL_MEASURES = _table(
    _1=(
        "禁行国三及以下重型柴油(燃气)车",
        "No heavy diesel (gas) vehicles of China III and below",
    ),
    _2=(
        "禁行国四及以下重型柴油(燃气)车",
        "No heavy diesel (gas) vehicles of China IV and below",
    ),
    _3=(
        "禁行国四及以下重型柴油 + 国五及以下燃气车",
        "No heavy diesel vehicles of China IV and below, no gas vehicles of China V and below",
    ),
    _4=("停止公路运输", "Road transport stopped"),
)
"""T13."""

EXEMPTION_KINDS = _table(
    special=("特种车辆", "special vehicle"),
    hazardous=("危化品车辆", "hazardous goods"),
    livelihood=("民生保障", "public livelihood"),
    foreign_trade=("外贸货物", "foreign-trade cargo"),
)
"""R-066."""

PERFORMANCE_GRADES = _table(
    A=("A 级", "grade A"),
    leading=("引领性", "leading plant"),
    Bminus=("B- 级", "grade B-"),
    B=("B 级", "grade B"),
    C=("C 级", "grade C"),
    D=("D 级", "grade D"),
)
"""绩效分级 of plants (R-002)."""

VEHICLE_CATEGORIES = _table(
    _0=("货运", "freight"),
    _1=("危固废运输", "hazardous and solid waste"),
    _2=("特种作业", "special work"),
    _3=("民生保障", "public livelihood"),
    _4=("客运", "passenger transport"),
)
"""T17."""

EXCEEDANCE_REASONS = _table(
    _1=("环保定期检验", "periodic inspection"),
    _2=("远程监控", "remote monitoring"),
    _3=("路检路查", "road check"),
    _4=("入户检查", "on-site check"),
    _5=("尾气遥感监测", "remote sensing"),
    _6=("黑烟举报", "black-smoke report"),
    _7=("其他", "other"),
)
"""T14."""

OPENING_MODES = _table(_1=("手动抬杆", "manual"), _2=("自动抬杆", "automatic"))
"""T16."""

IN, OUT = "1", "2"
MANUAL, AUTOMATIC = "1", "2"
ELECTRIC_STAGE, UNKNOWN_STAGE = "D", "X"
STAGE_ORDER = "X0123456D"
"""From the dirtiest to the cleanest; unknown counts as the dirtiest (§5)."""


def stage_rank(stage: str) -> int:
    """How clean a stage is, for comparison; an unknown code ranks lowest."""
    return max(STAGE_ORDER.find(stage), 0)
