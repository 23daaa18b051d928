"""A small ledger with photographs and checkpoints, packed as a whole period, to be tampered with."""

import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.tampering import Victim
from gate import checkpoints, clock, evidence, ledger, pack
from gate.evidence import Disk
from gate.ledger import Result
from gate.standing import FROZEN


def make(folder: Path, random: Random, passages: int = 30) -> tuple[Victim, Path]:
    """Fill the open, empty database, pack it; the victim and the folder in which its pack lies unpacked."""
    key = Ed25519PrivateKey.generate()
    seal = pack.Seal(checkpoints.origin_of("QY0000001"), key)
    held = ""
    for number in range(passages):
        _passage(folder / "evidence", number)
        if number in (passages // 3, passages // 2, passages - 3):
            checkpoints.make(seal.origin, key)
            held = held or checkpoints.newest_text()
    end = clock.now() + timedelta(seconds=1)
    target = folder / "pack.zip"
    find = Disk(folder / "evidence").find_any
    pack.write_period(target, end - timedelta(days=9), end, seal=seal, find=find)
    there = folder / "there"
    with zipfile.ZipFile(target) as archive:
        archive.extractall(there)
        files = {name: archive.read(name) for name in archive.namelist()}
    return Victim(files, seal, held, random), there


def row(
    number: int, serial_no: str, at: datetime, front: str = "", plate: str = ""
) -> dict[str, Any]:
    """A passage as a lane would write it."""
    return {
        **dict.fromkeys(FROZEN, ""),
        "serial_no": serial_no,
        "lane_id": 1, "gate_no": "A", "barrier_no": "001", "direction": "1", "passed_at": at,
        "front_photo": front, "body_photo": front, "plate_photo": plate,
        "plate_no": f"冀B{number % 100_000:05d}", "plate_colour": "1",
        "vehicle_type": "Q11", "vin": "LFWSRXSJ0M1A00001", "vehicle_model": "CA4250P66K25T1A1E6",
        "registration_date": "2021-08-01", "cargo_name": "铁矿粉", "cargo_quantity": 32.5,
        "carrier_name": "唐山北方运输有限公司",
        "verdict": "open", "reasons": "allowed", "opening_mode": "2", "rules_version": 1,
        "decided_offline": False, "confidence": 0.98, "looks": 3, "look_alike": "",
        "evidence_problem": "", "watcher": "bench", "fence": 0,
    }  # fmt: skip


def _passage(store: Path, number: int) -> None:
    at = clock.now() - timedelta(hours=1) + timedelta(seconds=number)
    front = evidence.keep(store, b"front %d" % number * 20)
    plate = evidence.keep(store, b"plate %d" % number * 20)
    serial_no = ledger.serial_number("QY0000001", "A", "001", at)
    passage = ledger.record(row(number, serial_no, at, front, plate), late=True)
    ledger.note_outcome(passage, Result.LIFTED, position="open")
