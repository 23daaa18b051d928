"""A house for a plant of one lane: its real processes, each of which a test may kill and start by itself."""

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from pydantic import SecretStr
from redis import RedisError
from rq import Worker

from devices.signing import generate_keys
from devices.simulated.journal import entries
from devices.simulated.platform import PlatformServer
from gate import ledger
from gate.ledger import Result
from gate.models import Passage
from settings import Settings
from tests import small_site
from tests.patience import until
from tests.small_plant import HOST, SmallPlant
from workers import context, house, orders, queues
from workers.lease import key
from workers.orders import Answer
from workers.program import Child

APP_ID = "GG0001"
WATCHER, SPARE, JOBS, CRON, REDIS = "lane-worker-1", "lane-worker-2", "jobs", "cron", "redis"
CARRYING = "carrying"


class SmallHouse:
    """Comes up piece by piece: `start` names the processes, as workers/house.py makes them."""

    def __init__(self, settings: Settings, plant: SmallPlant) -> None:
        self.settings, self.plant = settings, plant
        self.lane = small_site.furnish(plant.lane)
        private, public = generate_keys(settings.data_dir / "platform-keys")
        self.platform = PlatformServer(
            HOST, 0, app_id=APP_ID, public_key_pem=public.read_bytes(),
            folder=settings.data_dir / "platform",
        )  # fmt: skip
        self.platform.start()
        small_site.place(
            "platform",
            "rsa2_platform",
            {"base_url": self.platform.url, "app_id": APP_ID, "private_key": str(private)},
            None,
        )
        env = {
            "GREENGATE_DATA_DIR": str(settings.data_dir),
            "GREENGATE_DATABASE_URL": settings.database_url,
            "GREENGATE_REDIS_URL": "",
            **_more(settings),
        }
        self.children = {
            program.name: Child(program, settings.log_dir)
            for program in house.programs(settings, env)
        }
        self.redis = queues.connect(context.redis_url(settings))

    def start(self, *names: str) -> None:
        """Start these processes, each one as soon as the one before it is ready."""
        self.settings.log_dir.mkdir(parents=True, exist_ok=True)
        for name in names:
            child = self.children[name]
            child.start()
            if child.program.ready is not None:
                until(child.program.ready, f"{name} is ready")

    def kill(self, name: str, how: signal.Signals = signal.SIGKILL) -> float:
        """End one process and wait for its end; the exact moment, in seconds since the epoch."""
        child = self.children[name]
        assert child.pid is not None
        moment = time.time()
        os.kill(child.pid, how)
        until(partial(_has_ended, child), f"{name} ends")
        return moment

    def have_it_watched(self) -> None:
        """Call for a watcher until one has the lane: a call that nobody hears dies after a while."""
        until(self._called_and_taken, "somebody watches the lane", 90)

    def wait_until_watched(self) -> None:
        until(self._is_watched, "the lane is watched and its devices answer", 90)

    def status(self) -> dict[str, Any]:
        """What the watcher last told the pages; empty while nobody watches."""
        told = None
        with suppress(RedisError):
            told = self.redis.get(f"greengate:lane:{self.lane.id}:status")
        return json.loads(told) if isinstance(told, bytes) else {}

    def holder(self) -> str:
        """Who holds the lease of the lane; empty when nobody does."""
        told = self.redis.get(key(self.lane.id))
        return told.decode() if isinstance(told, bytes) else ""

    def knows(self, name: str) -> bool:
        """Whether a process has told Redis that it takes work."""
        pid = self.children[name].pid
        workers = Worker.all(connection=self.redis)
        return any(worker.pid == pid for worker in workers)

    def lift(self, passage: Passage | None = None) -> Answer:
        """A guard orders the arm up, for this passage or for whoever stands there."""
        return orders.ask(
            self.redis, self.lane.id, orders.LIFT, by="guard", reason="司机出示了纸质通行证",
            passage_id=passage.id if passage else None,
        )  # fmt: skip

    def rows(self) -> list[Passage]:
        return list(Passage.select().order_by(Passage.id))

    def row(self, count: int = 1) -> Passage:
        """The row with this number, once it is there."""
        until(lambda: len(self.rows()) >= count, f"row {count} is written", 90)
        return self.rows()[count - 1]

    def results(self, passage: Passage) -> list[str]:
        return [outcome.result for outcome in ledger.outcomes(passage)]

    def wait_for(self, passage: Passage, result: Result) -> None:
        """Until the ledger tells of this outcome."""
        until(lambda: result in self.results(passage), f"{passage.serial_no} is {result.value}")

    def said(self, event: str, *names: str) -> list[dict[str, Any]]:
        """What processes have logged under this name, from the first to the last."""
        told = [line for name in names or self.children for line in self._log_of(name)]
        return sorted(
            (line for line in told if line.get("event") == event),
            key=lambda line: line["at"],
        )

    def stop(self) -> None:
        for child in self.children.values():
            if child.program.name != REDIS:
                child.ask_to_stop()
        for child in reversed(self.children.values()):
            if child.pid is not None and child.program.name != REDIS:
                with suppress(AssertionError):
                    until(partial(_has_ended, child), "it ends", 8)
            child.kill()
        self.platform.stop()
        self.redis.close()

    def _called_and_taken(self) -> bool:
        house.call_watchers(self.redis, 1)
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and not self.holder():
            time.sleep(0.05)
        return bool(self.holder())

    def _is_watched(self) -> bool:
        told = self.status()
        return bool(
            told and told["camera"]["connected"] and told["barrier"]["position"] == "closed"
        )

    def _log_of(self, name: str) -> Iterator[dict[str, Any]]:
        return entries(self.settings.log_dir / f"{name}.log")


def _more(settings: Settings) -> dict[str, str]:
    """What a test has set of the store and the time server, for the processes of the house."""
    told = {
        name: getattr(settings, name)
        for name in settings.model_fields_set
        if name.startswith(("s3_", "evidence_", "ntp_"))
    }
    return {
        f"GREENGATE_{name.upper()}": value.get_secret_value()
        if isinstance(value, SecretStr)
        else str(value)
        for name, value in told.items()
    }


def _has_ended(child: Child) -> bool:
    return child.ended() is not None
