"""Blocks of the ledger that are searched fast: made bit by bit, beside whoever searches and writes meanwhile."""

import structlog

from gate import search
from workers import context

log = structlog.get_logger()


def fold() -> None:
    """Put into blocks whatever fills one. Years of rows of an older program take some minutes, once."""
    context.open_database()
    made = search.fold(lambda last_id: log.info("search_folded", last_id=last_id))
    if made:
        log.info("search_is_up_to_date", blocks=made)
