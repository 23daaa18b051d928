"""Which passages lack their other half: kept as vehicles come and go, so that nobody has to search years for them."""

from gate.codes import IN, OUT
from gate.models import OpenTrip, Passage


def entry_of(leaving: Passage) -> int | None:
    """For an exit, the newest open entry of the same plate and colour with an earlier time (R-039)."""
    if leaving.direction != OUT or not leaving.plate_no:
        return None
    found: int | None = (
        OpenTrip.select(OpenTrip.passage)
        .where(
            OpenTrip.direction == IN,
            OpenTrip.plate_no == leaving.plate_no,
            OpenTrip.plate_colour == leaving.plate_colour,
            OpenTrip.since < leaving.passed_at,
        )
        .order_by(OpenTrip.since.desc())
        .limit(1)
        .scalar()
    )
    return found


def went_through(passage: Passage) -> None:
    """A vehicle came or left, in the caller's transaction: an exit closes its entry, anything else stands open."""
    if passage.direction == OUT and passage.pairs_with_id and close(passage.pairs_with_id):
        return
    open_again(passage, passage.plate_no, passage.plate_colour)


def close(*numbers: int) -> int:
    """These have their other half; how many of them stood open."""
    closed: int = OpenTrip.delete().where(OpenTrip.passage.in_(numbers)).execute()
    return closed


def open_again(passage: Passage, plate_no: str, plate_colour: str) -> None:
    """It lacks its other half, under the plate that counts for it."""
    OpenTrip.create(
        passage=passage,
        direction=passage.direction,
        since=passage.passed_at,
        plate_no=plate_no,
        plate_colour=plate_colour,
    )


def rename(passage: Passage, plate_no: str, plate_colour: str) -> None:
    """A correction has told its plate."""
    OpenTrip.update(plate_no=plate_no, plate_colour=plate_colour).where(
        OpenTrip.passage == passage
    ).execute()
