"""From a row on disk to twenty open guard's screens: the event, and the answer that shows it."""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random

import numpy as np

from bench import years
from bench.figures import CannotMeasure, Figure
from bench.plant import FOLDER
from bench.screens import Screen, enter_guard, signed_in
from gate import clock, ledger, schema
from gate.ledger import Result
from gate.models import Gate, Lane, database, open_database
from settings import Settings
from workers import context, house, live, queues
from workers.program import Child
from workers.switchboard import Switchboard

FIGURES = ("event_p50_ms", "event_p95_ms", "card_p95_ms", "events_missed")
SCREENS, PASSAGES, BEFORE = 20, 200, 300
"""Before anything is measured, the ledger holds some rows."""
STARTS_S = 60.0
HELD_EVERY = 20
Written = list[tuple[float, int]]
"""When each row was on disk, and its number."""


def measure(seconds: float) -> dict[str, Figure]:
    """`seconds`: how long the 200 passages take."""
    settings = _settings()
    with _portal(settings) as address:
        session = signed_in(address)
        screens = [Screen(address, session) for _ in range(SCREENS)]
        time.sleep(3)
        try:
            written = _write(settings, seconds / PASSAGES)
            time.sleep(5)
        finally:
            for screen in screens:
                screen.close()
            session.close()
            database.close()
    heard = [
        _after(screen.heard, row, until) for screen in screens for row, until in _gaps(written)
    ]
    events = [delay for delay in heard if delay is not None]
    cards = [_shown(screen, at, number) for screen in screens for at, number in written]
    shown = [delay for delay in cards if delay is not None]
    if not events or not shown:
        raise CannotMeasure("No screen heard of any row.")
    return {
        "event_p50_ms": Figure(float(np.percentile(events, 50)), len(events)),
        "event_p95_ms": Figure(float(np.percentile(events, 95)), len(events)),
        "card_p95_ms": Figure(float(np.percentile(shown, 95)), len(shown)),
        "events_missed": Figure(len(heard) - len(events), len(heard)),
    }


def _settings() -> Settings:
    folder = FOLDER / "guard"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    return Settings(_env_file=None, data_dir=folder, host="127.0.0.1", port=port)


@contextmanager
def _portal(settings: Settings) -> Iterator[str]:
    """Redis and the portal, as `flask up` starts them, over a ledger with a few rows."""
    open_database(settings.database)
    schema.migrate()
    enter_guard()
    lane = _lanes()
    for count in range(BEFORE):
        _one(lane, clock.now() - timedelta(minutes=BEFORE - count), count)
    env = {"GREENGATE_DATA_DIR": str(settings.data_dir), "FLASK_SKIP_DOTENV": "1"}
    settings.log_dir.mkdir(parents=True, exist_ok=True)
    wanted = [p for p in house.programs(settings, env) if p.name in ("redis", "portal")]
    children = [Child(program, settings.log_dir) for program in wanted]
    try:
        for child in children:
            child.start()
            _wait(child)
        yield f"http://{settings.host}:{settings.port}"
    finally:
        for child in reversed(children):
            child.kill()


def _wait(child: Child) -> None:
    deadline = time.monotonic() + STARTS_S
    while child.program.ready is not None and not child.program.ready():
        if time.monotonic() > deadline:
            raise CannotMeasure(f"{child.program.name} did not come up; see {child.log}.")
        time.sleep(0.1)


def _lanes() -> Lane:
    gate = Gate.create(gate_no="A", name="东门")
    lanes = [
        Lane.create(gate=gate, barrier_no=f"00{n}", name=f"东门{n}道", direction="1")
        for n in (1, 2, 3)
    ]
    return lanes[0]


def _write(settings: Settings, pause: float) -> Written:
    """Rows in no rhythm, each told as its lane tells it: by the switchboard, on a thread of its own."""
    lane, dice, written = Lane.get(Lane.barrier_no == "001"), Random(5), []
    with queues.connect(context.redis_url(settings)) as redis:
        switchboard = Switchboard(redis, lane.id)
        try:
            for count in range(PASSAGES):
                number = _one(lane, clock.now(), BEFORE + count)
                written.append((time.monotonic(), number))
                switchboard.ring(live.PASSAGE)
                time.sleep(pause * dice.uniform(0.5, 1.5))
        finally:
            switchboard.close()
    return written


def _one(lane: Lane, at: object, count: int) -> int:
    row = years.a_row(at, lane, lane.fence, serial_no=f"B{time.time_ns()}")  # type: ignore[arg-type]
    if count % HELD_EVERY == 0:
        row |= {"verdict": "hold", "reasons": "not_registered", "opening_mode": ""}
    passage = ledger.record(row)
    if row["verdict"] == "open":
        ledger.note_outcome(passage, Result.LIFTED, position="open")
    number: int = passage.id
    return number


def _gaps(written: Written) -> Iterator[tuple[float, float]]:
    """Each row with the moment at which the next one begins to be told."""
    ends = [at for at, _ in written[1:]] + [float("inf")]
    return zip((at for at, _ in written), ends, strict=True)


def _after(heard: list[float], row: float, until: float) -> float | None:
    """Milliseconds to the first event after a row, unless that tells of the next one."""
    first = next((moment for moment in heard if moment >= row), None)
    return (first - row) * 1000 if first is not None and first < until else None


def _shown(screen: Screen, at: float, number: int) -> float | None:
    first = next((moment for moment, newest in screen.shown if newest >= number), None)
    return (first - at) * 1000 if first is not None else None
