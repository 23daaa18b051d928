"""Figures have names that say what they are, and a file that machines can read. Nothing is measured here."""

import io
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from bench import figures
from bench.figures import Figure
from settings import ROOT


@pytest.mark.parametrize("group", figures.GROUPS)
def test_a_group_names_what_it_measures(group: str) -> None:
    module = import_module(figures.GROUPS[group])
    assert callable(module.measure)
    assert len(set(module.FIGURES)) == len(module.FIGURES) > 0
    assert [name for name in module.FIGURES if not figures.NAME.fullmatch(name)] == []


@pytest.mark.parametrize("group", figures.GROUPS)
def test_every_figure_is_explained(group: str) -> None:
    explained = (ROOT / "docs" / "bench.md").read_text(encoding="utf-8")
    names = import_module(figures.GROUPS[group]).FIGURES
    assert [name for name in names if f"`{group}.{name}`" not in explained] == []


def test_all_groups_are_measured_unless_some_are_named() -> None:
    assert figures.chosen([]) == list(figures.GROUPS)
    assert figures.chosen(["lane"]) == ["lane"]


def test_the_file_tells_the_machine_and_every_value_with_its_count(tmp_path: Path) -> None:
    file, table = tmp_path / "latest.json", io.StringIO()
    found = {
        "lane.frame_to_relay_p99_ms": Figure(412.25, 37),
        "lane.read_blue_share_percent": Figure(None, 0),
    }
    figures.report(found, file, table)
    told = json.loads(file.read_text(encoding="utf-8"))
    assert set(told) == {"machine", "figures"}
    assert told["figures"] == {
        "lane.frame_to_relay_p99_ms": {"value": 412.25, "n": 37},
        "lane.read_blue_share_percent": {"value": None, "n": 0},
    }
    assert "cores" in told["machine"]
    assert "Python 3." in told["machine"]
    first, *rows = table.getvalue().splitlines()
    assert first == told["machine"]
    assert [row.split() for row in rows] == [
        ["lane.frame_to_relay_p99_ms", "412.2", "n", "37"],
        ["lane.read_blue_share_percent", "—", "n", "0"],
    ]


def test_a_group_that_is_not_there_is_told_in_a_sentence() -> None:
    latest = figures.LATEST.read_bytes() if figures.LATEST.exists() else None
    bench = subprocess.run(
        [sys.executable, "-m", "bench", "lane", "lnae"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert bench.returncode == 2
    assert bench.stderr == f"There is no group lnae; there are: {', '.join(figures.GROUPS)}.\n"
    assert bench.stdout == ""
    assert (figures.LATEST.read_bytes() if figures.LATEST.exists() else None) == latest
