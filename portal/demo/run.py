"""`flask demo`: the whole simulated plant and the house in front of it, from one command."""

import json
import os
import sys
import threading
import time
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from devices.signing import generate_keys
from devices.simulated.journal import entries
from devices.simulated.roadworks import SIGN
from gate import clock, schema, uplink
from gate.models import Passage, database, open_database
from portal.demo import carriers, people, register, reports, site, summary
from settings import ROOT, Settings, load
from workers import context, house, queues
from workers.alone import AlreadyRunning, alone
from workers.clip_orders import Orders
from workers.program import Program
from workers.redis_server import RedisUnusable
from workers.supervisor import Supervisor

HOST = "127.0.0.1"
FIRST_PORT = 8080
WIND_UP_S = 110.0
"""How long the last vehicles may take to leave, the last rows to be acknowledged, the last films to be made."""


def run(seconds: float | None, port: int | None, folder: Path, database_url: str = "") -> int:
    """Bring the plant up, keep it for `seconds` (for ever when None), add it up; the exit code."""
    port = port or next(free for free in count(FIRST_PORT) if house.port_is_free(HOST, free))
    if not house.port_is_free(HOST, port):
        print(f"Port {port} is taken: choose another with --port.", file=sys.stderr)
        return 1
    try:
        with alone(folder):
            return _run(seconds, _environment(folder, port, database_url), folder)
    except (AlreadyRunning, RedisUnusable) as problem:
        print(problem, file=sys.stderr)
        return 1


def _run(seconds: float | None, env: dict[str, str], folder: Path) -> int:
    begun = clock.now()
    os.environ.update(env)
    settings = load()
    open_database(settings.database)
    schema.migrate()
    told = site.plan(folder, settings.font)
    private_key, _ = generate_keys(site.keys_in(folder))
    site.enter(told, private_key)
    register.enter(settings.evidence_dir, settings.font)
    if told.platform is not None:
        register.write_platforms_list(told.platform.folder)
    people.enter()
    carriers.enter(settings.evidence_dir, settings.font)
    reports.enter()
    database.close()
    plan_file = folder / "plant.json"
    plan_file.write_text(told.model_dump_json(indent=1), encoding="utf-8")
    supervisor = Supervisor(
        [*house.programs(settings, env), _plant(plan_file, told.log)], settings.log_dir
    )
    status = supervisor.run(on_ready=lambda: _ready(settings, supervisor, told.log, seconds))
    if supervisor.failure:
        print(supervisor.failure, file=sys.stderr)
    if seconds is None or status:
        return status
    told_of = summary.add_up(told.log, begun, settings.evidence_dir) | {
        "restarts": sum(supervisor.restarts.values())
    }
    told_of |= {"first_passage_s": _first_passage(begun)}
    print(json.dumps(told_of, ensure_ascii=False), flush=True)
    return 0 if told_of["agrees"] and told_of["passages"] else 1


def _environment(folder: Path, port: int, database_url: str) -> dict[str, str]:
    return {
        "GREENGATE_DATA_DIR": str(folder),
        "GREENGATE_HOST": HOST,
        "GREENGATE_PORT": str(port),
        "GREENGATE_DATABASE_URL": database_url,
        "GREENGATE_REDIS_URL": "",
        "GREENGATE_ADDRESS": f"http://{HOST}:{port}",
        "GREENGATE_ENTERPRISE_NAME": "模拟钢厂",
    }


def _plant(plan_file: Path, log: Path) -> Program:
    return Program(
        "plant",
        [sys.executable, "-m", "devices.simulated", str(plan_file)],
        cwd=ROOT,
        ready=(log / "ready").exists,
        ready_timeout=300,
    )


def _ready(settings: Settings, supervisor: Supervisor, log: Path, seconds: float | None) -> None:
    house.call_watchers(queues.connect(context.redis_url(settings)), len(site.LANES))
    print(_greeting(settings, log / "mail"), flush=True)
    if seconds is not None:
        told = (seconds, supervisor, log, settings.tape_dir)
        threading.Thread(target=_end_after, args=told, daemon=True).start()


def _greeting(settings: Settings, mail: Path) -> str:
    who = "\n".join(f"    {role:<10} {user}" for user, role, _ in people.PEOPLE)
    return (
        f"\n绿门 Greengate 模拟工厂已启动 · the simulated plant is up\n\n"
        f"  http://{settings.host}:{settings.port}/\n\n"
        f"  密码 password: {people.PASSWORD}\n{who}\n\n"
        f"  邮件 mail: {mail}\n  日志 logs: {settings.log_dir}\n  Ctrl-C 停止 to stop\n"
    )


def _end_after(seconds: float, supervisor: Supervisor, log: Path, tapes: Path) -> None:
    time.sleep(seconds)
    (log / SIGN).touch()
    deadline = time.monotonic() + WIND_UP_S
    while time.monotonic() < deadline and (_under_way(log) or _owing() or _filming(tapes)):
        time.sleep(0.5)
    supervisor.stop()


def _under_way(log: Path) -> bool:
    visits: dict[str, Any] = {
        line["visit"]: line["event"] for line in entries(log / "visits.jsonl")
    }
    return any(event in ("coming", "arrived") for event in visits.values())


def _owing() -> bool:
    with database.connection_context():
        return uplink.backlog() > 0


def _filming(tapes: Path) -> bool:
    return any(order for lane in tapes.glob("lane-*") for order in Orders(lane).all())


def _first_passage(begun: datetime) -> float | None:
    first = (
        Passage.select().where(Passage.passed_at >= clock.stamp(begun)).order_by(Passage.id).first()
    )
    return round((first.passed_at - begun).total_seconds(), 1) if first else None
