"""Short letters to people in their language, which say what to do next; those about an account are here."""

from dataclasses import dataclass

from gate.codes import Words

Kind = tuple[Words, Words]
"""The subject and the text of a letter, with gaps for what it tells."""


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom a letter is from: the plant, and the address of its portal where that is known."""

    plant: str
    address: str = ""


CONFIRM: Kind = (
    Words("请确认您的邮箱", "Please confirm your e-mail address"),
    Words(
        "{name}，您好：\n\n请打开下面的链接，确认这是您的邮箱：\n{link}\n\n"
        "确认之后，厂方发给您的邮件会到这里，忘记密码也可以用它找回。\n"
        "如果这个邮箱不是您本人填写的，不用理会这封邮件。",
        "Dear {name},\n\nplease open this link to confirm that this is your address:\n{link}\n\n"
        "From then on the plant's letters to you come here, and a forgotten password can be set anew.\n"
        "If you have not given this address, do nothing.",
    ),
)
RESET: Kind = (
    Words("设置新密码", "Choose a new password"),
    Words(
        "{name}，您好：\n\n有人请求为账号 {username} 设置新密码。请打开下面的链接设置，"
        "{hours} 小时内有效，只能用一次：\n{link}\n\n如果不是您本人，不用理会：密码没有变。",
        "Dear {name},\n\nsomebody asked for a new password of the account {username}. "
        "Choose it here, within {hours} hours; the link works once:\n{link}\n\n"
        "If it was not you, do nothing: your password is as it was.",
    ),
)
FOOT = Words(
    "\n\n{house}\n（系统自动发送，请勿直接回复。）",
    "\n\n{house}\n(Sent by a machine: please do not answer.)",
)


def write(kind: Kind, language: str, sender: Sender, **told: object) -> Letter:
    """A letter of this kind with what it tells."""
    subject, text = (each.in_language(language).format(**told) for each in kind)
    name = sender.plant or Words("绿门", "Greengate").in_language(language)
    house = f"{name}\n{sender.address}" if sender.address else name
    return Letter(subject, text + FOOT.in_language(language).format(house=house))
