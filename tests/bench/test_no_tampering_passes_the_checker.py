"""Whatever is done to a pack, the stand-alone checker tells of it and where; `make bench` tries ten thousand."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench import tampering, victim

SEED = 20_261_126
TRIALS = 6 * len(tampering.KINDS)


@pytest.mark.parametrize("pure", [False, True])
def test_all_are_caught_and_located(database: Any, tmp_path: Path, pure: bool) -> None:
    checker = tampering.load_checker()
    if pure:
        checker.Ed25519PublicKey = None  # as on a machine where nothing is installed
    pack, folder = victim.make(tmp_path, Random(SEED), passages=12)
    assert checker.examine(str(folder), [("held", pack.held)]).findings == []
    trials = len(tampering.KINDS) if pure else TRIALS
    tally = tampering.run(pack, folder, trials, checker)
    assert (tally.missed, tally.astray) == ([], [])
    assert Counter(tally.tried).total() == trials
    assert checker.examine(str(folder), [("held", pack.held)]).findings == []
