"""A letter by RFC 5322, whole but for `From`, which is the mail server's account."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from gate import clock

HOME = "greengate.invalid"
"""Behind the @ of a letter's own number: it names no host, the number alone is unlike any other."""
PLAIN_ASCII = SMTP.clone(cte_type="7bit")
"""Every server takes it, also one that knows no 8BITMIME."""


@dataclass(frozen=True, slots=True)
class File:
    """What a letter brings along."""

    name: str
    kind: str
    """Such as application/pdf."""
    content: bytes


def message_id() -> str:
    """A letter's own number: made once, kept over every try, so that whoever gets it twice can tell."""
    return f"<{secrets.token_hex(16)}@{HOME}>"


def compose(
    to: str,
    subject: str,
    text: str,
    *,
    message_id: str,
    html: str = "",
    pictures: Mapping[str, bytes] | None = None,
    files: Sequence[File] = (),
) -> bytes:
    """The letter's bytes. `pictures` are PNG by the name that the HTML calls them by: `<img src="cid:hours">`."""
    letter = EmailMessage(policy=PLAIN_ASCII)
    letter["To"] = to
    letter["Subject"] = " ".join(subject.split())
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = message_id
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
    letter.set_content(text, charset="utf-8")
    if html:
        letter.add_alternative(html, subtype="html", charset="utf-8")
        page = list(letter.iter_parts())[-1]
        for name, content in (pictures or {}).items():
            page.add_related(
                content,
                "image",
                "png",
                cid=f"<{name}>",
                filename=f"{name}.png",
                disposition="inline",
            )
    for file in files:
        main, _, sub = file.kind.partition("/")
        letter.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return letter.as_bytes()
