"""What is owed to the platform: in order of time, again and again until it is acknowledged (R-073)."""

from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from devices.interfaces import Receipt
from gate import checkpoints, clock, corrected, proof
from gate.models import Passage, ReceiptOf, Upload, database
from gate.proof import facts
from gate.ready import ready

WAITING, ACKNOWLEDGED, REFUSED = "waiting", "acknowledged", "refused"
RETRY_S = (1, 5, 30, 60, 120, 300, 600)
"""Pauses after each failed attempt; the last one holds for all later ones (§4.5)."""
PHOTO_ROLES = ("front", "body")
"""Uploads take two of the three photographs (R-011)."""
_OWN = (
    "lane_id",
    "watcher",
    "fence",
    "pairs_with_id",
    "evidence_problem",
    "looks",
    "look_alike",
    "confidence",
    "list_version",
    "policies",
    "grounds",
    "looks_told",
    "plate_corners",
)
"""Columns that are the plant's own business."""


def owed(limit: int = 50) -> list[Upload]:
    """What waits, oldest passage first, as soon as the turn of any of it has come: nothing new overtakes."""
    waiting = Upload.state == WAITING
    if not Upload.select().where(waiting, Upload.next_at <= clock.stamp(clock.now())).exists():
        return []
    return list(
        Upload.select(Upload, Passage)
        .join(Passage)
        .where(waiting)
        .order_by(Passage.passed_at, Passage.id)
        .limit(limit)
    )


def backlog() -> int:
    """How many rows the platform has not acknowledged yet."""
    (waiting,) = _backlog.one()
    return int(waiting)


@ready
def _backlog() -> Any:
    return Upload.select(fn.COUNT(Upload.id)).where(Upload.state == WAITING).tuples()


def payload(passage: Passage) -> dict[str, Any]:
    """The row as it is sent: the items of 表C.3 by their keys, the time as yyyy-MM-dd HH:mm:ss.

    The newest checkpoint goes with it: what has left the plant can no longer be signed anew there.
    Supplements and corrections are counted in, and `revision` says how many: of two rows of one serial number the
    higher one counts. `manual`: a person has told it in place of the eyes, or typed it in from paper (R-051).
    """
    counts = corrected.one(passage)
    told = {name: value for name, value in facts(counts.now).items() if name not in _OWN}
    told["passed_at"] = f"{passage.passed_at:%Y-%m-%d %H:%M:%S}"
    return told | {
        "revision": counts.revision,
        "manual": counts.supplement is not None,
        "checkpoint": checkpoints.newest_text(),
    }


def owe_again(passage: Passage) -> None:
    """A supplement or a correction has come to count: the platform holds an old version, if it holds any."""
    Upload.update(
        state=WAITING, attempts=0, message="", next_at=clock.now(), revision=Upload.revision + 1
    ).where(Upload.passage == passage).execute()


def settle(upload: Upload, receipt: Receipt, revision: int) -> None:
    """The platform has answered: the receipt goes into the chain, a refusal onto the 校验失败 list.

    Where a correction has come meanwhile, the answer was about an older version: the row stays owed.
    """
    with database.atomic():
        entry = proof.append(
            "receipt",
            {
                "serial_no": upload.passage.serial_no,
                "accepted": receipt.accepted,
                "code": receipt.code,
                "message": receipt.message,
                "reference": receipt.reference,
                "revision": revision,
            },
        )
        Upload.update(
            state=ACKNOWLEDGED if receipt.accepted else REFUSED,
            attempts=Upload.attempts + 1,
            message=receipt.message,
            reference=receipt.reference or "",
            acknowledged_at=clock.now() if receipt.accepted else None,
        ).where(Upload.id == upload.id, Upload.revision <= revision).execute()
        ReceiptOf.create(entry=entry.seq, passage=upload.passage.id)


def postpone(upload: Upload, problem: str) -> None:
    """No answer came: this row's turn comes again later."""
    pause = RETRY_S[min(upload.attempts, len(RETRY_S) - 1)]
    upload.attempts += 1
    upload.message = problem
    upload.next_at = clock.now() + timedelta(seconds=pause)
    upload.save(only=[Upload.attempts, Upload.message, Upload.next_at])


def link_is_down(until: datetime) -> None:
    """Nobody answers there: nothing that waits has its turn before then."""
    Upload.update(next_at=until).where(
        Upload.state == WAITING, Upload.next_at < clock.stamp(until)
    ).execute()


def link_is_up() -> int:
    """An answer came after silence: whatever waits for its turn may go now. The number of rows freed."""
    freed: int = (
        Upload.update(next_at=clock.now())
        .where(Upload.state == WAITING, Upload.next_at > clock.stamp(clock.now()))
        .execute()
    )
    return freed
