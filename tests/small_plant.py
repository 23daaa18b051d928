"""A simulated plant of one lane, in a process of its own; its vehicles set out when a test sends them."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from devices.interfaces import PlateColour
from devices.simulated.journal import entries
from devices.simulated.plan import LanePlan, Plan, Traffic, VisitPlan
from devices.simulated.roadworks import SIGN
from gate import clock
from settings import ROOT
from tests.patience import until
from tests.ports import free_ports

HOST = "127.0.0.1"
USERNAME, PASSWORD = "admin", "Gate-2026"
FONT = ROOT / "static" / "vendor" / "wqy-microhei" / "wqy-microhei.ttc"
PAINTING_S = 240
"""A film that no earlier run has left is painted first."""


def a_visit(
    plate_no: str,
    colour: PlateColour = PlateColour.YELLOW,
    *,
    direction: Traffic = Traffic.IN,
) -> VisitPlan:
    """A truck with this plate comes once."""
    return VisitPlan(
        lane="A-001", plate_no=plate_no, plate_colour=colour, paint="red", direction=direction
    )


class SmallPlant:
    """Camera, arm and board of lane A-001, on ports that stay the same over restarts."""

    def __init__(
        self,
        folder: Path,
        films: Path,
        visits: Sequence[VisitPlan],
        traffic: Traffic,
        patience_s: float,
    ) -> None:
        ports = free_ports(4)
        self.lane = LanePlan(
            gate_no="A",
            barrier_no="001",
            direction=traffic,
            onvif_port=ports[0],
            rtsp_port=ports[1],
            modbus_port=ports[2],
            display_port=ports[3],
            username=USERNAME,
            password=PASSWORD,
            uuid="6f1c2a60-0000-4000-8000-000000000001",
            backdrop_seed=1,
        )
        self._plan = Plan(
            log=folder / "plant",
            cache=films,
            font=FONT,
            gap_s=(1.0, 1.0),
            patience_s=patience_s,
            give_up_s=80,  # a busy machine is no news here
            road_closed=True,
            lanes=[self.lane],
            visits=list(visits),
        )
        self._file = folder / "plan.json"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self._plan.log

    def begin(self) -> None:
        """Start, without waiting for it."""
        self.log.mkdir(parents=True, exist_ok=True)
        self._file.write_text(self._plan.model_dump_json(), encoding="utf-8")
        with (self.log / "plant.log").open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "devices.simulated", str(self._file)],
                cwd=ROOT,
                stdout=output,
                stderr=output,
            )

    def wait_until_ready(self) -> None:
        until((self.log / "ready").exists, "the plant comes up", PAINTING_S)

    def send(self) -> None:
        """Have the next vehicle set out; returns when it is on its way."""
        sent = len(self.visits("coming"))
        (self.log / SIGN).unlink()
        until(lambda: len(self.visits("coming")) > sent, "a vehicle sets out", PAINTING_S)
        (self.log / SIGN).touch()

    def wait_for(self, event: str, count: int = 1) -> None:
        """Until vehicles have arrived, left, backed_off … so many times."""
        until(lambda: len(self.visits(event)) >= count, f"a vehicle has {event}", 90)

    def visits(self, event: str) -> list[dict[str, Any]]:
        return [line for line in entries(self.log / "visits.jsonl") if line["event"] == event]

    def lifts(self) -> list[datetime]:
        """When the arm was ordered up, by whom ever."""
        lines = entries(self.log / "arm.jsonl")
        return [clock.parse(line["at"]) for line in lines if line["event"] == "lift"]

    def kill(self) -> None:
        """The end without a goodbye, as by kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
            (self.log / "ready").unlink(missing_ok=True)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=60)
            finally:
                self.kill()
