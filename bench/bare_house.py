"""A house of lanes with nothing beside them: their watchers and devices, their Redis; no page, no upload, no painter.

`python -m bench.bare_house LANES BUSY FOLDER` runs it until a signal. It begins with a closed road; when it is opened,
vehicles come to the first BUSY of its lanes.
"""

import subprocess
import sys
from pathlib import Path

from bench.plant import FOLDER
from devices.simulated.cast import CAST, Light
from devices.simulated.plan import Plan, Traffic, VisitPlan
from gate import schema
from gate.codes import IN
from gate.models import database, open_database
from portal.demo import register, site
from settings import ROOT, Settings, load
from workers import context, house, queues
from workers.program import Program
from workers.supervisor import Supervisor

FILMS = FOLDER / "films"
"""Painted once, before anything is measured, and kept for the next run."""
BY_DAY = [truck for truck in CAST if truck.standing == "approved" and truck.light is Light.DAY]
COMERS = {truck.plate_colour: truck for truck in BY_DAY}.values()
"""One registered vehicle for each colour of plate."""
ROUNDS = 100
GAP_S = (1.0, 2.0)
WATCHED = {"GREENGATE_LOG_LEVEL": "debug"}
"""A watcher then tells of every picture that its loop takes."""


def main() -> int:
    """Come up, watch the lanes until told to stop; the exit code."""
    count, busy, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    settings = load()
    open_database(settings.database)
    schema.migrate()
    plan_file = folder / "plant.json"
    plan = _plan(folder, settings, count, busy)
    plan_file.write_text(plan.model_dump_json(indent=1), encoding="utf-8")
    _paint(plan_file, plan)
    watchers = [f"lane-worker-{n}" for n in range(1, count + 1)]
    env = WATCHED if count > 1 else {}
    programs = [
        *(p for p in house.programs(settings, env) if p.name in ("redis", *watchers)),
        _plant(plan_file, plan.log),
    ]
    database.close()
    redis = queues.connect(context.redis_url(settings))
    supervisor = Supervisor(programs, settings.log_dir)
    return supervisor.run(on_ready=lambda: house.call_watchers(redis, count))


def _plan(folder: Path, settings: Settings, count: int, busy: int) -> Plan:
    """Lanes of one gate, entered into the database; the same few vehicles over and over at the busy ones."""
    lanes = [
        site.DemoLane("A", f"{n:03d}", f"第{n}道", Traffic.IN, IN) for n in range(1, count + 1)
    ]
    whole = site.plan(folder, settings.font, lanes=lanes)
    plan = whole.model_copy(
        update={
            "cache": FILMS,
            "gap_s": GAP_S,
            "discovery_port": None,
            "platform": None,
            "mail": None,
            "visits": [visit for lane in whole.lanes[:busy] for visit in _visits(lane.name)],
            "road_closed": True,
        }
    )
    site.enter(plan, site.keys_in(folder), lanes=lanes)
    register.enter(settings.evidence_dir, settings.font)
    return plan


def _visits(lane: str) -> list[VisitPlan]:
    once = [
        VisitPlan(
            lane=lane,
            plate_no=truck.plate_no,
            plate_colour=truck.plate_colour,
            kind=truck.kind,
            paint=truck.paint,
            lettering=truck.lettering,
        )
        for truck in COMERS
    ]
    return once * ROUNDS


def _paint(plan_file: Path, plan: Plan) -> None:
    """Before anything runs: a painter beside it would be measured too."""
    FILMS.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "devices.simulated.darkroom", str(plan_file)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _plant(plan_file: Path, log: Path) -> Program:
    argv = [sys.executable, "-m", "devices.simulated", str(plan_file)]
    return Program("plant", argv, cwd=ROOT, ready=(log / "ready").exists, ready_timeout=60)


if __name__ == "__main__":
    sys.exit(main())
