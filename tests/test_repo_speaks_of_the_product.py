"""The repository tells of the product alone: nothing of the machine it was written on, or of how."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from settings import ROOT

# The brackets keep the patterns from finding themselves.
FOREIGN = {
    "a path of somebody's machine": r"(?<![\w.>}])/(?:[w]ork|[r]oot|[h]ome|[U]sers)/\w",
    "the address of a package registry": r"[p]ypi\.|[p]ythonhosted\.|[n]pmjs\.|[n]pmmirror\.|[r]egistry\.",
    "an option that names a registry": r"^--(?:extra-)?[i]ndex-url|^--[f]ind-links|\"[r]esolved\": \"http",
    "the tools of its writing": r"\b(?:[c]laude|[a]nthropic|[c]hatgpt|[o]penai|[c]opilot|[f]arm-\w+)\b"
    r"|[c]o-authored-by|[l]anguage model|[t]eam-mate",
}
VENDORED = "static/vendor/"


def _tracked() -> list[str]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return []
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("what", FOREIGN)
def test_no_tracked_file_holds(what: str) -> None:
    tracked = [name for name in _tracked() if not name.startswith(VENDORED)]
    if not tracked:
        pytest.skip("this is no git checkout, so it cannot be told which files are the product's")
    pattern = re.compile(FOREIGN[what], re.I | re.M)
    assert [name for name in tracked if pattern.search(_text(ROOT / name))] == []


def test_no_tracked_file_is_too_large_for_its_place() -> None:
    allowed = (VENDORED, "devices/eyes/")
    large = [name for name in _tracked() if (ROOT / name).stat().st_size > 1_048_576]
    assert [name for name in large if not name.startswith(allowed)] == []
