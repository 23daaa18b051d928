"""The disk of the photographs is full: the row is made all the same, says so, and the truck gets in."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gate import evidence, proof
from gate.ledger import Result
from tests import cast
from tests.small_house import WATCHER
from tests.small_houses import BuildHouse, bring_up
from tests.small_plant import a_visit

pytestmark = pytest.mark.slow

SMALL = "size=64k"
"""Room for less than one photograph."""


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk with no room, where the house keeps its photographs."""
    folder = tmp_path / "var" / "evidence"
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", SMALL, "tmpfs", os.fspath(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if mounted.returncode != 0:
        pytest.skip(f"a small disk cannot be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", os.fspath(folder)], check=True)


def test_the_row_is_made_and_says_that_its_photographs_are_missing(
    build_house: BuildHouse, vehicles: dict[str, Any], full_disk: Path
) -> None:
    house = build_house([a_visit(cast.APPROVED.plate_no)])
    bring_up(house)

    house.plant.send()

    row = house.row()
    house.wait_for(row, Result.LIFTED)
    house.plant.wait_for("left")
    assert row.evidence_problem == "No space left on device"
    assert "" in (row.front_photo, row.body_photo, row.plate_photo)
    kept = filter(None, (row.front_photo, row.body_photo, row.plate_photo))
    assert all(evidence.path_of(full_disk, fingerprint).exists() for fingerprint in kept)
    assert not list(full_disk.rglob("*.part"))
    assert house.said("photo_not_kept", WATCHER)
    assert proof.verify().holds
