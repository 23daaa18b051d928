"""The chain: appending, its size, the check of all of it, checkpoints, proofs, and attempts to get past the checker.

`python -m bench.chain --entries 5000000` measures a longer one.
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from peewee import chunked

from bench import killed, tampering, victim
from bench.asked import ASKED
from bench.figures import Figure, report
from gate import checkpoints, clock, ledger, many, proof, schema
from gate.ledger import Result
from gate.models import Entry, Outcome, Passage, database, open_database
from gate.proof.tree import Tree
from settings import ROOT

FOLDER = ROOT / "var" / "bench" / "chain"
ENTRIES = 1_000_000
APPENDED, CHECKPOINTS, PROVED = 2_000, 50, 500
TAMPERINGS, KILLS = 10_000, 500
SEED = 20_261_126
AT_ONCE = 2_000
FIGURES = (
    "append_p50_us",
    "append_p99_us",
    "bytes_per_row",
    "verify_per_s",
    "verify_one_core_per_s",
    "checkpoint_first_s",
    "checkpoint_p50_ms",
    "inclusion_p50_us",
    "tampering_tried",
    "tampering_missed",
    "tampering_astray",
    "kill_tried",
    "kill_lost",
    "kill_doubled",
    "kill_faults",
)


def measure(seconds: float, entries: int = ENTRIES) -> dict[str, Figure]:
    """Everything, however many seconds are given; a million entries take some ten minutes."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    return {
        **_long_chain(_fresh("long"), entries),
        **_tamperings(FOLDER / "tampered"),
        **_kills(_to_be_killed()),
    }


def _to_be_killed() -> str:
    """The PostgreSQL that was named, which must be empty; else a file of our own."""
    if not ASKED.database_url:
        return _fresh("killed")
    opened = open_database(ASKED.database_url)
    schema.migrate()
    opened.close()
    return ASKED.database_url


def _fresh(name: str) -> str:
    url = f"sqlite:///{FOLDER / name / 'greengate.db'}"
    opened = open_database(url)
    schema.migrate()
    opened.close()
    return url


def _long_chain(url: str, entries: int) -> dict[str, Figure]:
    opened = open_database(url)
    fill(entries)
    size = _size()
    appended = [_timed(partial(_append, number)) for number in range(APPENDED)]
    key = Ed25519PrivateKey.generate()
    make = partial(checkpoints.make, "greengate/bench", key)
    first = _timed(make)
    made = [_timed(make) for _ in range(CHECKPOINTS)]
    tree = Tree(checkpoints.newest().size)  # type: ignore[union-attr]
    random = Random(SEED)
    proved = [
        _timed(partial(_prove, tree.size, random.randint(1, tree.size))) for _ in range(PROVED)
    ]
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    total = Entry.select().count()
    cores = len(os.sched_getaffinity(0))
    figures = {
        "append_p50_us": _percentile(appended, 50, 1e6),
        "append_p99_us": _percentile(appended, 99, 1e6),
        "bytes_per_row": Figure(size / max(Passage.select().count() - APPENDED, 1), entries),
        "verify_per_s": Figure(total / _timed(partial(_verify, url, cores)), total),
        "verify_one_core_per_s": Figure(total / _timed(partial(_verify, url, 1)), total),
        "checkpoint_first_s": Figure(first, total),
        "checkpoint_p50_ms": _percentile(made, 50, 1e3),
        "inclusion_p50_us": _percentile(proved, 50, 1e6),
    }
    opened.close()
    return figures


def fill(entries: int) -> None:
    """Three entries a passage, as in a plant: the row, what the arm did, and what the platform answered."""
    begin = clock.now() - timedelta(days=365)
    numbers = range(1, entries // 3 + 1)
    for some in chunked(numbers, AT_ONCE):
        with database.atomic():
            _fill(list(some), begin)


def _fill(numbers: list[int], begin: Any) -> None:
    rows = [
        victim.row(
            number, f"QY{number:044d}", begin + timedelta(seconds=30 * number), *_photos(number)
        )
        for number in numbers
    ]
    passages = [Passage(**row, recorded_late=False) for row in rows]
    seqs = proof.append_all(Passage.KIND, map(proof.facts, passages))
    for passage, seq in zip(passages, seqs, strict=True):
        cast(Any, passage).entry = seq
    many.insert(Passage, [dict(passage.__data__) for passage in passages])
    outcomes = [
        Outcome(
            passage=number, at=begin, result=Result.LIFTED.value, position="open", by="", detail=""
        )
        for number in numbers
    ]
    seqs = proof.append_all(Outcome.KIND, map(proof.facts, outcomes))
    for outcome, seq in zip(outcomes, seqs, strict=True):
        cast(Any, outcome).entry = seq
    many.insert(Outcome, [dict(outcome.__data__) for outcome in outcomes])
    told = {"accepted": True, "code": "200", "message": "成功", "reference": "R1", "revision": 0}
    proof.append_all("receipt", ({"serial_no": row["serial_no"]} | told for row in rows))


def _photos(number: int) -> tuple[str, str]:
    return f"{number:064x}", f"{number + 1:064x}"


def _append(number: int) -> None:
    ledger.record(victim.row(number, f"APPENDED{number:038d}", clock.now()), late=True)


def _prove(size: int, seq: int) -> None:
    Tree(size).inclusion(seq)


def _verify(url: str, processes: int) -> None:
    found = proof.verify(url=url, processes=processes)
    if not found.holds:
        raise RuntimeError(f"the chain does not hold: {found.faults[:3]}")


def _size() -> int:
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return (FOLDER / "long" / "greengate.db").stat().st_size


def _tamperings(folder: Path) -> dict[str, Figure]:
    opened = open_database(f"sqlite:///{folder / 'greengate.db'}")
    schema.migrate()
    pack, unpacked = victim.make(folder, Random(SEED))
    tally = tampering.run(pack, unpacked, TAMPERINGS, tampering.load_checker())
    opened.close()
    for kind, trial in tally.missed + tally.astray:
        print(f"{kind}, trial {trial} of seed {SEED}", file=sys.stderr)
    return {
        "tampering_tried": Figure(TAMPERINGS, TAMPERINGS),
        "tampering_missed": Figure(len(tally.missed), TAMPERINGS),
        "tampering_astray": Figure(len(tally.astray), TAMPERINGS),
    }


def _kills(url: str) -> dict[str, Figure]:
    found = killed.run(url, KILLS, Random(SEED))
    return {
        "kill_tried": Figure(found.kills, found.kills),
        "kill_lost": Figure(found.lost, found.acknowledged),
        "kill_doubled": Figure(found.doubled, found.kept),
        "kill_faults": Figure(len(found.faults), found.kept),
    }


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _percentile(seconds: list[float], percent: int, scale: float) -> Figure:
    return Figure(quantiles(seconds, n=100, method="inclusive")[percent - 1] * scale, len(seconds))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.chain", description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    found = measure(0, parser.parse_args().entries)
    report({f"chain.{name}": found[name] for name in FIGURES}, FOLDER / "latest.json")


if __name__ == "__main__":
    main()
