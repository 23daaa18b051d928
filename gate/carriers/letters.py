"""What is written to a carrier's people: short letters in their language, which say what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass

from gate.carriers.states import Step
from gate.codes import Words


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a letter is from: the plant, and the address of its portal where that is known."""

    plant: str
    address: str = ""


CONFIRM = (
    Words("请确认您的邮箱", "Please confirm your e-mail address"),
    Words(
        "{name}，您好：\n\n请打开下面的链接，确认这是您的邮箱：\n{link}\n\n"
        "确认之后，厂方的答复和到期提醒会发到这里，忘记密码也可以用它找回。\n"
        "如果不是您本人注册，不用理会这封邮件。",
        "Dear {name},\n\nplease open this link to confirm that this is your address:\n{link}\n\n"
        "From then on the plant's answers and reminders come here, and a forgotten password can be set anew.\n"
        "If you have not signed up, do nothing.",
    ),
)
RESET = (
    Words("设置新密码", "Choose a new password"),
    Words(
        "{name}，您好：\n\n有人请求为账号 {username} 设置新密码。请打开下面的链接设置，"
        "{hours} 小时内有效，只能用一次：\n{link}\n\n如果不是您本人，不用理会：密码没有变。",
        "Dear {name},\n\nsomebody asked for a new password of the account {username}. "
        "Choose it here, within {hours} hours; the link works once:\n{link}\n\n"
        "If it was not you, do nothing: your password is as it was.",
    ),
)
ANSWERS: Mapping[str, tuple[Words, Words]] = {
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
PERMISSION = (
    Words("{plate} 的进厂许可还剩 {days} 天", "{plate}: its permission ends in {days} days"),
    Words(
        "{plate} 的进厂许可到 {day} 为止，还剩 {days} 天。到期后门岗不再放行。\n\n"
        "请在门户的“我的车辆”里打开这辆车，点“变更或续期”。",
        "The permission of {plate} lasts until {day}, {days} days more. After that the gates hold it.\n\n"
        "Please open it under “My trucks” and press “Change or renew”.",
    ),
)
INSPECTION = (
    Words("{plate} 的检验有效期还剩 {days} 天", "{plate}: its inspection ends in {days} days"),
    Words(
        "按行驶证副页的照片，{plate} 的检验有效期到 {day} 为止，还剩 {days} 天。\n\n"
        "检验后请拍新的副页，在门户的“我的车辆”里点“变更或续期”提交。",
        "By the picture of its licence the inspection of {plate} is valid until {day}, {days} days more.\n\n"
        "When it is inspected, photograph the new page and send it by “Change or renew” under “My trucks”.",
    ),
)
FOOT = Words(
    "\n\n{house}\n（系统自动发送，请勿直接回复。）",
    "\n\n{house}\n(Sent by a machine: please do not answer.)",
)


def write(kind: tuple[Words, Words], language: str, sender: Sender, **told: object) -> Letter:
    """A letter of this kind with what it tells."""
    subject, text = (each.in_language(language).format(**told) for each in kind)
    name = sender.plant or Words("绿门", "Greengate").in_language(language)
    house = f"{name}\n{sender.address}" if sender.address else name
    return Letter(subject, text + FOOT.in_language(language).format(house=house))
