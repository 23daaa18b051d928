"""A pack of an inspection holds its draw, and the checker does it again: nothing of it can be another afterwards."""

import importlib.util
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gate import checkpoints, clock, inspection, pack, sampling
from gate.inspection import Drawn
from gate.models import Lane, Passage
from gate.pack import Seal
from gate.pack.writing import CHECKER
from tests.gate import rows

KEY = Ed25519PrivateKey.generate()
SEAL = Seal("greengate/test", KEY)
NOON = clock.parse("2026-11-22T12:00:00+08:00")


def _checker() -> Any:
    spec = importlib.util.spec_from_file_location("check_draws", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CHECK = _checker()


@pytest.fixture
def lane(database: Any) -> Lane:
    return rows.lane()


@pytest.fixture
def drawn(lane: Lane) -> Drawn:
    """Six of twenty rows and two times, out of two hours."""
    for minute in range(0, 120, 6):
        rows.entered(lane, passed_at=NOON + timedelta(minutes=minute))
    checkpoints.make(SEAL.origin, KEY)
    made = inspection.draw(
        purpose="inspection", word="秋天的第一场雪", start="2026-11-22T12:00",
        end="2026-11-22T14:00", rows=6, windows="2", by="zhao",
    )  # fmt: skip
    found = inspection.of(made.id)
    assert found is not None
    return found


@pytest.fixture
def folder(drawn: Drawn, tmp_path: Path) -> Path:
    """The pack of the draw, unpacked."""
    pack.write(
        tmp_path / "pack.zip",
        [passage.id for passage in drawn.passages],
        seal=SEAL,
        also=inspection.entries_of(drawn),
        beside=inspection.files_of(drawn),
    )
    with zipfile.ZipFile(tmp_path / "pack.zip") as file:
        file.extractall(tmp_path / "there")
    return tmp_path / "there"


def seq_of(drawn: Drawn) -> int:
    return int(drawn.draw.__data__["entry"])


def test_a_plain_python_does_the_draw_again(drawn: Drawn, folder: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-I", "-S", "check.py"],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"the draw of entry {seq_of(drawn)} was done again and is the same" in told.stdout
    again = subprocess.run(
        [sys.executable, "-I", "-S", "sampling.py", f"draw-{seq_of(drawn)}.json"],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert again.returncode == 0, again.stdout + again.stderr


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a row less to draw from": lambda told: told["population"].pop(3),
    "a row more to draw from": lambda told: told["population"].append(10**6),
    "another order": lambda told: told["population"].reverse(),
    "another row": lambda told: told["rows"].__setitem__(0, told["rows"][1]),
    "another word": lambda told: told["asked"].update(word="春天"),
    "another head": lambda told: told["asked"].update(root=told["asked"]["root"][::-1]),
    "other times": lambda told: told["windows"].reverse(),
    "another span": lambda told: told["spans"].append(told["spans"][0]),
    "no rows": lambda told: told.pop("rows"),
    "no list": lambda told: told.update(population=7),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_draw_that_was_changed_is_named(drawn: Drawn, folder: Path, change: str) -> None:
    path = folder / f"draw-{seq_of(drawn)}.json"
    told = json.loads(path.read_text("utf-8"))
    CHANGES[change](told)
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    found = {seq for seq, _, _ in CHECK.examine(str(folder)).findings}
    assert {None, seq_of(drawn)} == found, "the seal, and the draw itself"


def test_a_draw_of_an_entry_that_is_none_or_under_no_seal(drawn: Drawn, folder: Path) -> None:
    path = folder / f"draw-{seq_of(drawn)}.json"
    content = path.read_bytes()
    (folder / "draw-7.json").write_bytes(content)
    assert {seq for seq, _, _ in CHECK.examine(str(folder)).findings} == {7}
    (folder / "draw-7.json").unlink()
    path.unlink()
    assert {seq for seq, _, _ in CHECK.examine(str(folder)).findings} == {None}


def test_a_draw_by_the_plant_itself_that_leaves_a_row_out_is_found(
    lane: Lane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute in range(0, 120, 6):
        rows.entered(lane, passed_at=NOON + timedelta(minutes=minute))
    checkpoints.make(SEAL.origin, KEY)
    whole = inspection.population
    monkeypatch.setattr(
        inspection, "population", lambda period, size: list(whole(period, size))[1:]
    )
    made = inspection.draw(
        purpose="inspection", word="雪", start="2026-11-22T12:00", end="2026-11-22T14:00",
        rows=6, windows="2", by="zhao",
    )  # fmt: skip
    drawn = inspection.of(made.id)
    assert drawn is not None
    first = Passage.select().order_by(Passage.id).first()
    pack.write(
        tmp_path / "pack.zip", [first.id, *(passage.id for passage in drawn.passages)],
        seal=SEAL, also=inspection.entries_of(drawn), beside=inspection.files_of(drawn),
    )  # fmt: skip
    [(seq, _, words)] = CHECK.examine(str(tmp_path / "pack.zip")).findings
    assert seq == seq_of(drawn)
    assert f"without entry {first.__data__['entry']}" in words


@given(
    key=st.binary(min_size=32, max_size=32),
    population=st.lists(st.integers(1, 10**7), unique=True, max_size=60).map(sorted),
    wanted=st.integers(1, 10),
    minutes=st.lists(st.integers(0, 200), max_size=4),
    windows=st.integers(2, 3),
)
def test_the_checker_draws_as_the_product_does(
    key: bytes, population: list[int], wanted: int, minutes: list[int], windows: int
) -> None:
    ours = [population[place] for place in sampling.places(key, len(population), wanted)]
    assert CHECK.drawn_rows(key, population, wanted) == ours
    spans = [
        (NOON + timedelta(days=day), NOON + timedelta(days=day, minutes=length))
        for day, length in enumerate(minutes)
    ]
    assert CHECK.drawn_windows(key, spans, windows) == sampling.windows(key, spans, windows)
