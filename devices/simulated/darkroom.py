"""Films are made by a process of their own, in the order in which the plant will want them."""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import structlog

from devices.simulated.cast import Light, Truck
from devices.simulated.parent import die_with_parent
from devices.simulated.plan import LanePlan, Plan

log = structlog.get_logger()

ROOT = Path(__file__).parents[2]
START_AGAIN_S, START_AGAIN_AT_LAST_S = 0.5, 30.0
FIRST_LIGHT = Light.DAY


class Darkroom:
    """Starts the maker of films, hears from it what is ready, and starts it again if it dies."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._shots = plan, plan.shots()
        self._orders = plan.log / "plan.json"
        self._errors = plan.log / "darkroom.log"
        self._empty_lanes: set[int] = set()
        self._filmed: set[tuple[int, Truck]] = set()
        self._news = threading.Condition()
        self._stopping = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._work, name="darkroom", daemon=True)

    def start(self) -> None:
        self._orders.write_text(self._plan.model_dump_json(indent=2), encoding="utf-8")
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        with self._news:
            if self._process is not None:
                self._process.terminate()
        self._thread.join()

    def filmed(self, lane: LanePlan, truck: Truck) -> bool:
        return (lane.backdrop_seed, truck) in self._filmed

    def wait_for_empty_lanes(self, timeout: float) -> bool:
        """Until every lane has the film it shows while nobody comes."""
        wanted = {lane.backdrop_seed for lane in self._plan.lanes}
        with self._news:
            return self._news.wait_for(lambda: wanted <= self._empty_lanes, timeout)

    def _work(self) -> None:
        # The child dies with the thread that started it, so this one stays for as long as it lives.
        heard, pause_s = -1, START_AGAIN_S
        while self._develop() != 0 and not self._stopping.wait(pause_s):
            if len(self._filmed) != heard:
                heard, pause_s = len(self._filmed), START_AGAIN_S
                log.warning("the maker of films died and is started again", see=str(self._errors))
            pause_s = min(2 * pause_s, START_AGAIN_AT_LAST_S)

    def _develop(self) -> int:
        with self._start_process() as process:
            assert process.stdout is not None
            for line in process.stdout:
                self._hear(json.loads(line))
        return process.returncode

    def _start_process(self) -> subprocess.Popen[str]:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        with self._news, self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "devices.simulated.darkroom", self._orders],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, "PYTHONPATH": path},
            )
            if self._stopping.is_set():
                self._process.terminate()
            return self._process

    def _hear(self, news: list[int]) -> None:
        """Either an empty lane, by its backdrop, or the shot with this number."""
        kind, number = news
        with self._news:
            if kind:
                lane, truck = self._shots[number]
                self._filmed.add((lane.backdrop_seed, truck))
            else:
                self._empty_lanes.add(number)
            self._news.notify_all()


def develop(plan: Plan) -> None:
    """Make every film that is not there yet, telling of each on standard output."""
    from devices.simulated.studio import Studio

    studio = Studio(plan.cache, plan.font)
    for lane in plan.lanes:
        studio.idle(lane.backdrop_seed, FIRST_LIGHT)
        print(json.dumps([0, lane.backdrop_seed]), flush=True)
    for number, (lane, truck) in enumerate(plan.shots()):
        studio.idle(lane.backdrop_seed, truck.light)
        studio.visit(truck, lane.backdrop_seed, truck.light)
        print(json.dumps([1, number]), flush=True)
        # The first vehicle is waited for; the others must leave the machine to those who read them.
        if number == 0:
            os.nice(15)


def main() -> None:
    die_with_parent(signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the plant too, which ends us
    develop(Plan.model_validate_json(Path(sys.argv[1]).read_bytes()))


if __name__ == "__main__":
    main()
