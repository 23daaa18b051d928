"""What others made and we carry along is exactly what they published."""

import hashlib
import re

from settings import ROOT

VENDOR = ROOT / "static" / "vendor"
LISTED = dict(re.findall(r"\| `(\S+)` \| `([0-9a-f]{64})` \|", (VENDOR / "VENDOR.md").read_text()))


def test_every_vendored_file_is_listed() -> None:
    there = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert there - {"VENDOR.md"} == set(LISTED)


def test_every_vendored_file_is_unchanged() -> None:
    for name, told in LISTED.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == told, name
