"""What a lane's board says: plate, emission stage, verdict and the reason, in four short lines (R-014)."""

from devices.interfaces import Tone
from gate.codes import EMISSION_STAGES
from gate.policy import Decision, Reason, Verdict

SHORT = {
    Reason.EMERGENCY: "应急车辆 优先通行",
    Reason.LISTED: "排放超标名单车辆",
    Reason.CONTROL: "重污染天气管控禁行",
    Reason.LISTS_UNKNOWN: "管控信息未就绪",
    Reason.OFFLINE: "数据连接中断 请稍候",
    Reason.UNJUDGED: "系统故障 请稍候",
    Reason.UNREAD: "车牌未识别",
    Reason.NO_PLATE: "无号牌车辆",
    Reason.TEMPORARY_PLATE: "临时号牌 请出示证件",
    Reason.LOW_CONFIDENCE: "号牌辨认不清",
    Reason.COLOUR_UNKNOWN: "号牌颜色不明",
    Reason.COLOUR_AGAINST_FORM: "号牌与颜色不符",
    Reason.TRAILER_ALONE: "挂车 请示牵引车号牌",
    Reason.EMERGENCY_PLATE: "应急车辆 请稍候",
    Reason.LOOKS_LIKE_REGISTERED: "号牌待核对",
    Reason.NOT_REGISTERED: "车辆未备案",
    Reason.SUSPENDED: "备案已暂停",
    Reason.CONTROL_NOT_UNDERSTOOD: "管控指令待核对",
    Reason.CONTROL_UNCLEAR: "是否管控待核对",
    Reason.NOT_APPROVED: "备案未审核",
    Reason.EXPIRED: "备案已过期",
    Reason.NOT_YET_VALID: "备案未生效",
    Reason.STAGE_TOO_LOW: "排放阶段不符合管控要求",
    Reason.STAGE_UNKNOWN: "排放阶段未知",
    Reason.MOTORCYCLE: "摩托车 请等待核验",
    Reason.PAPERS_MISSING: "备案资料不全",
    Reason.PAPERS_CONTRADICT: "备案资料不一致",
    Reason.STAGE_IMPLAUSIBLE: "排放阶段待核实",
    Reason.NOT_NETWORKED: "车辆未联网",
    Reason.LEAVING: "一路平安",
    Reason.TEMPORARY: "临时车辆 欢迎入厂",
    Reason.EXEMPT: "管控豁免 欢迎入厂",
    Reason.ALLOWED: "欢迎入厂",
}

VERDICTS = {Verdict.OPEN: "放行", Verdict.HOLD: "请等待人工核验", Verdict.REFUSE: "禁止通行"}

TONES = {Verdict.OPEN: Tone.GREEN, Verdict.HOLD: Tone.RED, Verdict.REFUSE: Tone.RED}


def lines(plate_no: str, stage: str, decision: Decision) -> list[str]:
    """The four lines for one decision."""
    words = EMISSION_STAGES.get(stage)
    return [
        plate_no or "—",
        f"排放阶段 {words.zh if words else '未知'}",
        VERDICTS[decision.verdict],
        SHORT[decision.reason],
    ]


LIFTED_BY_HAND = ["", "", "人工放行", "请通行"]
IDLE = ["环保门禁", "请停车等待识别", "", ""]
"""What the board shows when nobody stands before it."""
