"""What a report says for the keys of the program, short, in the reader's language."""

from collections.abc import Callable, Mapping

from gate.codes import Words
from gate.exports.layout import HEADINGS
from gate.gaps import Cause
from gate.lens import verdict as lens
from gate.policy import Reason

Say = Callable[[str, str], str]
"""Chinese and English in, what the reader reads out."""

REASONS: Mapping[str, Words] = {
    Reason.EMERGENCY: Words("应急车辆", "emergency vehicle"),
    Reason.LISTED: Words("排放超标名单", "over-emission list"),
    Reason.CONTROL: Words("管控禁行", "control policy"),
    Reason.SUSPENDED: Words("备案已暂停", "suspended"),
    Reason.STAGE_TOO_LOW: Words("排放阶段不符合", "emission stage too low"),
    Reason.LISTS_UNKNOWN: Words("名单、管控未读到", "lists not read yet"),
    Reason.OFFLINE: Words("数据连接中断", "decided offline"),
    Reason.UNJUDGED: Words("系统故障未判定", "not judged"),
    Reason.UNREAD: Words("车牌未识别", "plate not read"),
    Reason.NO_PLATE: Words("无号牌", "no plate"),
    Reason.TEMPORARY_PLATE: Words("临时号牌", "temporary plate"),
    Reason.LOW_CONFIDENCE: Words("号牌辨认不清", "plate uncertain"),
    Reason.COLOUR_UNKNOWN: Words("号牌颜色不明", "plate colour unknown"),
    Reason.COLOUR_AGAINST_FORM: Words("号牌与颜色不符", "colour against plate"),
    Reason.TRAILER_ALONE: Words("仅见挂车号牌", "trailer plate alone"),
    Reason.EMERGENCY_PLATE: Words("应急号牌未备案", "unregistered emergency plate"),
    Reason.LOOKS_LIKE_REGISTERED: Words("与备案号牌相似", "looks like a registered plate"),
    Reason.NOT_REGISTERED: Words("车辆未备案", "not registered"),
    Reason.CONTROL_NOT_UNDERSTOOD: Words("管控指令待核对", "policy not understood"),
    Reason.CONTROL_UNCLEAR: Words("是否管控待核对", "policy unclear"),
    Reason.NOT_APPROVED: Words("备案未审核", "not approved yet"),
    Reason.EXPIRED: Words("备案已过期", "permission expired"),
    Reason.NOT_YET_VALID: Words("备案未生效", "not valid yet"),
    Reason.STAGE_UNKNOWN: Words("排放阶段未知", "emission stage unknown"),
    Reason.MOTORCYCLE: Words("摩托车", "motorcycle"),
    Reason.PAPERS_MISSING: Words("备案资料不全", "papers missing"),
    Reason.PAPERS_CONTRADICT: Words("备案资料不一致", "papers contradict"),
    Reason.STAGE_IMPLAUSIBLE: Words("排放阶段待核实", "stage implausible"),
    Reason.NOT_NETWORKED: Words("车辆未联网", "not connected"),
    Reason.LEAVING: Words("出厂", "leaving"),
    Reason.TEMPORARY: Words("临时车辆", "temporary vehicle"),
    Reason.EXEMPT: Words("管控豁免", "exempt"),
    Reason.ALLOWED: Words("正常放行", "allowed"),
}
CAUSES: Mapping[str, Words] = {
    Cause.DOWN: Words("无人值守（程序、机器或电源停止）", "not watched"),
    Cause.CAMERA: Words("摄像机无图像", "camera away"),
    Cause.CLOCK: Words("时钟不可信", "clock not trusted"),
    Cause.CAMERA_CLOCK: Words("摄像机时钟不准", "camera clock off"),
}
LENSES: Mapping[str, Words] = {
    lens.Cause.MOVED: Words("摄像机被移动或变焦", "camera moved or zoomed"),
    lens.Cause.BLURRED: Words("镜头脏了或失焦", "lens dirty or out of focus"),
    lens.Cause.DARK: Words("画面偏暗", "picture too dark"),
    lens.Cause.UNREAD: Words("车牌识别变差", "plates read worse"),
}


def saying(language: str) -> Say:
    """How things are said in a language."""
    return (lambda _zh, en: en) if language.startswith("en") else (lambda zh, _en: zh)


def named(table: Mapping[str, Words], key: str, language: str) -> str:
    """The word for a key; the key itself where a newer program wrote one."""
    return table[key].in_language(language) if key in table else key


def item(name: str, language: str) -> str:
    """The name of an item of 表C.3."""
    if language.startswith("en"):
        return name.replace("_", " ")
    return HEADINGS.get(name, name).removesuffix("代码").removesuffix("SHA-256").strip()
