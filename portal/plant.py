"""What the portal was given at its start, within reach of every view."""

from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import cast

from flask import current_app
from redis import Redis

from gate.evidence import Store
from gate.retention import Periods
from portal.account_rules import AccountRules


@dataclass(frozen=True, slots=True)
class Plant:
    """The plant as the portal sees it: where evidence lies, the way to the lanes, and what it is called."""

    name: str
    enterprise_no: str
    language: str
    address: str
    """Of the portal, as people type it; empty where nobody has said."""
    store: Store
    thumbnails_dir: Path
    packs_dir: Path
    periods: Periods
    exports_dir: Path
    font: Path
    """With Chinese characters, for what is drawn."""
    accounts: AccountRules
    redis: Redis
    streams: BoundedSemaphore
    """Places for live pages that listen: each holds a thread of the server."""


def plant() -> Plant:
    """The plant of the running portal."""
    return cast(Plant, current_app.extensions["greengate"])
