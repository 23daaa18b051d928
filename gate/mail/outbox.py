"""The outbox 发件箱: every letter is a row before anybody sends it, and none is sent twice by itself.

Whoever sends notes the last moment before the final dot (`handing_over`). Who dies before it has sent nothing, and the
letter is tried again; who dies after it leaves a letter that may have arrived: it is unsure, and a person decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from gate import clock
from gate.mail import letters
from gate.models import Mail, MailBody, database

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, 240, 360))
"""After the first, second … try that failed; the last one from then on."""
LASTS = timedelta(days=1)
"""For so long a letter is tried: later it tells nobody anything."""
SILENT = timedelta(minutes=10)
"""After so long without a word whoever sends a letter has died."""
KEPT = timedelta(days=30)
"""For so long a letter that was not sent may still be sent by a person."""
LONGEST_SUBJECT = 200

DIED = "whoever sent it was stopped at the very moment of handing it over"
TOO_LATE = "no mail server is set up"


class State(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """It was refused for good, or for too long."""
    UNSURE = "unsure"
    """It was handed over, and nobody said whether it was taken."""


class Lost(Exception):
    """Somebody else has the letter by now."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that is composed and not in the outbox yet."""

    row: Mapping[str, Any]
    content: bytes


def post(
    kind: str,
    key: str,
    to: str,
    language: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    about: str = "",
    by: str = "",
) -> Mail:
    """Have a letter sent: with the transaction it is called in, and once for its key, however often it is called."""
    with database.atomic():
        known: Mail | None = Mail.get_or_none(Mail.key == key)
        return known or put(draft(kind, key, to, language, subject, text, html, about=about, by=by))


def draft(
    kind: str,
    key: str,
    to: str,
    language: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    pictures: Mapping[str, bytes] | None = None,
    files: Sequence[letters.File] = (),
    about: str = "",
    by: str = "",
) -> Draft:
    """Compose a letter: what takes its time, and no transaction should wait for."""
    now, number = clock.now(), letters.message_id()
    row = {
        "key": key,
        "kind": kind,
        "about": about,
        "address": to,
        "language": language,
        "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
        "message_id": number,
        "by": by,
        "asked_at": now,
        "state": State.WAITING,
        "next_at": now,
        "until": now + LASTS,
    }
    content = letters.compose(
        to, subject, text, message_id=number, html=html, pictures=pictures, files=files
    )
    return Draft(row, content)


def put(written: Draft) -> Mail:
    """Lay a letter into the outbox, unless one of its key has been there already."""
    with database.atomic():
        known: Mail | None = Mail.get_or_none(Mail.key == written.row["key"])
        if known is not None:
            return known
        mail: Mail = Mail.create(**written.row)
        MailBody.create(mail=mail, content=written.content)
        return mail


def content(mail: Mail) -> bytes:
    """The letter's bytes; it must not be sent yet."""
    return bytes(MailBody.get(MailBody.mail == mail).content)


def take() -> Mail | None:
    """The next letter that is due, or whose sender died before handing it over. It is ours from now on."""
    while (mail := _due().order_by(Mail.next_at, Mail.id).first()) is not None:
        mine = Mail.update(
            state=State.SENDING, tries=mail.tries + 1, taken_at=clock.now(), handed_at=None
        ).where(_is_due(), Mail.id == mail.id, Mail.tries == mail.tries)
        if mine.execute():
            taken: Mail = Mail.get_by_id(mail.id)
            return taken
    return None


def handing_over(mail: Mail) -> None:
    """From now on somebody may have it; raises Lost."""
    if not _update(mail, handed_at=clock.now()):
        raise Lost


def sent(mail: Mail, answer: str) -> None:
    """The mail server has it."""
    with database.atomic():
        _end(mail, State.SENT, answer=answer)
        MailBody.delete().where(MailBody.mail == mail).execute()


def postpone(mail: Mail, problem: str) -> State:
    """Nobody has it: it is tried again after a pause, or its time is over."""
    now = clock.now()
    pause = PAUSES[min(mail.tries, len(PAUSES)) - 1]
    if now + pause > mail.until:
        _end(mail, State.FAILED, problem=problem)
        return State.FAILED
    _update(mail, state=State.WAITING, next_at=now + pause, problem=problem)
    return State.WAITING


def refuse(mail: Mail, problem: str) -> None:
    """The mail server will never take it."""
    _end(mail, State.FAILED, problem=problem)


def doubt(mail: Mail, problem: str) -> None:
    """It was handed over, and nobody said whether it was taken."""
    _end(mail, State.UNSURE, problem=problem)


def clear_up() -> list[Mail]:
    """Those that have come to an end by themselves: their sender died while handing over, or their time is over."""
    now = clock.now()
    for old in Mail.select(Mail.id).where(Mail.ended_at < clock.stamp(now - KEPT)):
        MailBody.delete().where(MailBody.mail == old.id).execute()
    died = list(Mail.select().where(_silent(now), Mail.handed_at.is_null(False)))
    late = list(Mail.select().where(Mail.state == State.WAITING, Mail.until < clock.stamp(now)))
    for mail in died:
        _end(mail, State.UNSURE, problem=DIED)
    for mail in late:
        _end(mail, State.FAILED, problem=mail.problem or TOO_LATE, was=State.WAITING)
    return died + late


def newest(limit: int, before: int | None = None) -> list[Mail]:
    """The letters of before, newest first."""
    query = Mail.select().order_by(Mail.id.desc()).limit(limit)
    return list(query.where(Mail.id < before) if before else query)


def about(subject: str) -> list[Mail]:
    """The letters about one thing, oldest first."""
    return list(Mail.select().where(Mail.about == subject).order_by(Mail.id))


def _due() -> Any:
    return Mail.select().where(_is_due())


def _is_due() -> Any:
    now = clock.now()
    waiting = (Mail.state == State.WAITING) & (Mail.next_at <= clock.stamp(now))
    return waiting | (_silent(now) & Mail.handed_at.is_null())


def _silent(now: datetime) -> Any:
    return (Mail.state == State.SENDING) & (Mail.taken_at < clock.stamp(now - SILENT))


def _end(mail: Mail, state: State, *, was: State = State.SENDING, **told: Any) -> None:
    _update(mail, was=was, state=state, ended_at=clock.now(), **told)


def _update(mail: Mail, *, was: State = State.SENDING, **values: Any) -> bool:
    """Only as long as it is ours: a letter that somebody else has taken is theirs to tell of."""
    mine = (Mail.id == mail.id) & (Mail.state == was) & (Mail.tries == mail.tries)
    return bool(Mail.update(**values).where(mine).execute())
