"""What is written to a carrier's people: short letters in their language, about their trucks."""

from collections.abc import Mapping

from gate.carriers.states import Step
from gate.codes import Words
from gate.letters import Kind

ANSWERS: Mapping[str, Kind] = {
    Step.APPROVED: (
        Words("{plate} 已通过，可以进厂", "{plate} is approved"),
        Words(
            "{plate} 的登记申请已通过，车辆可以进厂。", "{plate} is in the register and may come."
        ),
    ),
    Step.REJECTED: (
        Words("{plate} 未通过", "{plate} is not approved"),
        Words(
            "{plate} 的登记申请未通过。理由：{words}\n\n不同意的，请在门户的“我的车辆”里提出申诉。",
            "{plate} is not approved. The reason: {words}\n\nIf you see it differently, appeal under “My trucks”.",
        ),
    ),
    Step.ASKED: (
        Words("{plate} 的申请需要补充", "More is wanted for {plate}"),
        Words(
            "{plate} 的登记申请需要补充：{words}\n\n请在门户的“我的车辆”里补充后再提交。",
            "The plant wants more for {plate}: {words}\n\nPlease add it under “My trucks” and send it again.",
        ),
    ),
}
PERMISSION: Kind = (
    Words("{plate} 的进厂许可还剩 {days} 天", "{plate}: its permission ends in {days} days"),
    Words(
        "{plate} 的进厂许可到 {day} 为止，还剩 {days} 天。到期后门岗不再放行。\n\n"
        "请在门户的“我的车辆”里打开这辆车，点“变更或续期”。",
        "The permission of {plate} lasts until {day}, {days} days more. After that the gates hold it.\n\n"
        "Please open it under “My trucks” and press “Change or renew”.",
    ),
)
INSPECTION: Kind = (
    Words("{plate} 的检验有效期还剩 {days} 天", "{plate}: its inspection ends in {days} days"),
    Words(
        "按行驶证副页的照片，{plate} 的检验有效期到 {day} 为止，还剩 {days} 天。\n\n"
        "检验后请拍新的副页，在门户的“我的车辆”里点“变更或续期”提交。",
        "By the picture of its licence the inspection of {plate} is valid until {day}, {days} days more.\n\n"
        "When it is inspected, photograph the new page and send it by “Change or renew” under “My trucks”.",
    ),
)
