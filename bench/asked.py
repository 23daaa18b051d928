"""What the command line asked for beside the groups; set once, before anything is measured."""

from dataclasses import dataclass


@dataclass(slots=True)
class Asked:
    """For groups that need a ledger of years: of how many passages, and where; and where appends are killed."""

    million: float = 1.0
    database_url: str = ""
    """An empty PostgreSQL to use in place of SQLite."""


ASKED = Asked()
