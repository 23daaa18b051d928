"""A house of one lane with nothing beside it: one watcher, its devices, its Redis, and no page, no upload, no painter.

`python -m bench.one_lane FOLDER` runs it until a signal. It begins with a closed road.
"""

import subprocess
import sys
from pathlib import Path

from bench.plant import FOLDER
from devices.signing import generate_keys
from devices.simulated.cast import CAST, Light
from devices.simulated.plan import Plan, VisitPlan
from gate import schema
from gate.models import Device, Gate, Lane, database, open_database
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
WATCHER = "lane-worker-1"


def main() -> int:
    """Come up, watch the lane until told to stop; the exit code."""
    folder = Path(sys.argv[1])
    settings = load()
    open_database(settings.database)
    schema.migrate()
    plan_file = folder / "plant.json"
    plan = _plan(folder, settings)
    plan_file.write_text(plan.model_dump_json(indent=1), encoding="utf-8")
    _paint(plan_file, plan)
    programs = [
        *(p for p in house.programs(settings, {}) if p.name in ("redis", WATCHER)),
        _plant(plan_file, plan.log),
    ]
    database.close()
    redis = queues.connect(context.redis_url(settings))
    supervisor = Supervisor(programs, settings.log_dir)
    return supervisor.run(on_ready=lambda: house.call_watchers(redis, 1))


def _plan(folder: Path, settings: Settings) -> Plan:
    """The first lane of the demo's plant, entered into the database; the same few vehicles over and over."""
    whole = site.plan(folder, settings.font)
    private_key, _ = generate_keys(site.keys_in(folder))
    site.enter(whole, private_key)
    register.enter(settings.evidence_dir, settings.font)
    lane = whole.lanes[0]
    here = (
        Lane.select()
        .join(Gate)
        .where(Gate.gate_no == lane.gate_no, Lane.barrier_no == lane.barrier_no)
        .get()
    )
    Lane.update(enabled=False).where(Lane.id != here.id).execute()
    Device.update(enabled=False).where(Device.lane.is_null()).execute()
    return whole.model_copy(
        update={
            "cache": FILMS,
            "gap_s": GAP_S,
            "discovery_port": None,
            "lanes": [lane],
            "platform": None,
            "mail": None,
            "visits": _visits(lane.name) * ROUNDS,
            "road_closed": True,
        }
    )


def _visits(lane: str) -> list[VisitPlan]:
    return [
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
