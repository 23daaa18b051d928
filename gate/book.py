"""Writing from a lane: into the ledger, or onto the lane's own disk while the database is away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from peewee import InterfaceError, OperationalError

from gate import ledger
from gate.ledger import Result
from gate.models import Passage
from gate.spool import Spool

log = structlog.get_logger()
AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Written:
    """A row that is on disk: in the ledger, or (then without a passage) in the spool."""

    serial_no: str
    passage: Passage | None


class Book:
    """The lane's pen."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool

    def record(self, row: Mapping[str, Any]) -> Written:
        """Put a passage on disk. Raises ledger.LeaseLost; a database that is away is not an error."""
        if self._settled():
            try:
                return Written(row["serial_no"], ledger.record(row))
            except AWAY as error:
                log.warning("row_spooled", serial_no=row["serial_no"], problem=str(error))
        self._spool.add_row(row)
        return Written(row["serial_no"], None)

    def note(self, written: Written, result: Result, *, position: str, detail: str = "") -> None:
        """Put an outcome on disk, where its row is."""
        if written.passage is not None and self._settled():
            try:
                ledger.note_outcome(written.passage, result, position=position, detail=detail)
                return
            except AWAY as error:
                log.warning("outcome_spooled", serial_no=written.serial_no, problem=str(error))
        self._spool.add_outcome(written.serial_no, result, position, detail)

    def settle(self) -> None:
        """Enter what was spooled, if the database is back."""
        self._settled()

    def _settled(self) -> bool:
        # What came first goes in first: nothing new overtakes the spool.
        if not self._spool:
            return True
        try:
            rows = self._spool.drain()
        except AWAY:
            return False
        log.info("spool_entered", rows=rows)
        return True
