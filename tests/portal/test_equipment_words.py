"""Whatever a driver may say is known to the portal, so that it can be said in the reader's language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.rtsp import problems
from portal import device_words
from workers import probe

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    *(ROOT / "devices").glob("*.py"),
    *(ROOT / "devices" / "rtsp").glob("*.py"),
    ROOT / "workers" / "trials.py",
]


def faults_of(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "DeviceError":
            yield from _example(node.args[0])


def _example(told: ast.expr) -> Iterator[str]:
    if isinstance(told, ast.Constant):
        yield str(told.value)
    elif isinstance(told, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "something" for v in told.values)
        yield "".join(map(str, parts))
    elif isinstance(told, ast.IfExp):
        yield from _example(told.body)
        yield from _example(told.orelse)


INNER = ("unknown driver: something", "something: something: something")
"""Only a database that somebody edited by hand leads to these."""


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_fault_of_a_driver_is_known(source: Path) -> None:
    unknown = [told for told in faults_of(source) if told not in INNER]
    assert [told for told in unknown if not device_words.knows(told)] == []


def test_every_fault_of_a_stream_is_known() -> None:
    assert [told for _, told, _ in problems._SENTENCES if not device_words.knows(told)] == []


@pytest.mark.parametrize("driver", [driver for kind in probe.DRIVERS.values() for driver in kind])
def test_every_setting_of_a_driver_is_known(driver: str) -> None:
    known = {lazy._args[0] for lazy in device_words.SETTINGS}
    told = probe.describe(driver)["properties"].values()
    assert {field["title"] for field in told} | {field["description"] for field in told} <= known


def test_every_driver_and_kind_has_a_name() -> None:
    assert set(device_words.KINDS) == set(probe.DRIVERS)
    assert set(device_words.DRIVERS) == {d for kind in probe.DRIVERS.values() for d in kind}
