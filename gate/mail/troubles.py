"""Letters that were not sent, or perhaps not: what a person of the plant decides about them."""

from typing import Any

from peewee import fn

from gate import clock
from gate.mail.outbox import LASTS, State
from gate.models import Mail, MailBody

ENDED_BADLY = (State.FAILED, State.UNSURE)
ACCOUNT = "account"
"""The kind of letters about somebody's own account. Their person is told on the pages of the account: an address
that anybody mistyped at the gate is no trouble of the plant."""


def waiting() -> list[Mail]:
    """Those that a person of the plant has to look at, oldest first."""
    return list(Mail.select().where(_is_trouble()).order_by(Mail.id))


def counting() -> Any:
    """A query of the number of letters that a person has to look at."""
    return Mail.select(fn.COUNT(Mail.id)).where(_is_trouble())


def send_again(mail: Mail, by: str) -> bool:
    """A person wants it sent all the same; False where there is nothing to be sent any more."""
    now = clock.now()
    there = MailBody.select().where(MailBody.mail == mail.id).exists()
    if not there:
        return False
    asked = Mail.update(
        state=State.WAITING, next_at=now, until=now + LASTS, ended_at=None,
        handed_at=None, problem="", by=by, settled_at=None, settled_by="",
    ).where(Mail.id == mail.id, Mail.state.in_(ENDED_BADLY))  # fmt: skip
    return bool(asked.execute())


def settle(mail: Mail, by: str) -> bool:
    """Somebody knows that it was not sent, or not for sure, and leaves it at that."""
    put_away = Mail.update(settled_at=clock.now(), settled_by=by)
    return bool(put_away.where(Mail.id == mail.id, _is_trouble()).execute())


def came_back(subject: str, address: str) -> bool:
    """Whether the last letter about this to this address was not taken."""
    its = Mail.select().where(Mail.about == subject, Mail.address == address)
    last: Mail | None = its.order_by(Mail.id.desc()).first()
    return last is not None and last.state == State.FAILED


def _is_trouble() -> Any:
    return Mail.state.in_(ENDED_BADLY) & Mail.settled_at.is_null() & (Mail.kind != ACCOUNT)
