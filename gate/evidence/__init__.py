"""Photographs and films under the fingerprint of their bytes, on a disk alone or on a disk and in a bucket."""

from gate.evidence.bucket import CARRIED, DiskAndBucket
from gate.evidence.disk import Disk, keep, keep_file, path_of, room_for
from gate.evidence.names import (
    FILM,
    PHOTOGRAPH,
    EvidenceError,
    Kept,
    StoreAway,
    is_fingerprint,
)
from gate.evidence.store import Store

__all__ = [
    "CARRIED",
    "FILM",
    "PHOTOGRAPH",
    "Disk",
    "DiskAndBucket",
    "EvidenceError",
    "Kept",
    "Store",
    "StoreAway",
    "is_fingerprint",
    "keep",
    "keep_file",
    "path_of",
    "room_for",
]
