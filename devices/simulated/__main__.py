"""`python -m devices.simulated PLAN.json`: a plant without hardware, until it is told to stop."""

import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

import structlog
from pydantic import ValidationError

from devices.simulated.parent import die_with_parent
from devices.simulated.plan import Plan
from devices.simulated.plant import Plant

log = structlog.get_logger()


def read_plan(arguments: list[str]) -> Plan:
    """The plan named on the command line; a sentence and exit code 2 when it cannot be used."""
    if len(arguments) != 1:
        _refuse("usage: python -m devices.simulated PLAN.json")
    try:
        return Plan.model_validate_json(Path(arguments[0]).read_bytes())
    except (OSError, ValidationError) as error:
        _refuse(f"{arguments[0]} cannot be used: {error}")


def run(plan: Plan) -> None:
    plant = Plant(plan)
    try:
        plant.start()
        log.info("the simulated plant is up", lanes=len(plant.lanes), log=str(plan.log))
        # A signal that lands on another thread does not end a wait here; only the next turn hears of it.
        while True:
            time.sleep(0.1)
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        plant.stop()


def _refuse(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(2)


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


def main() -> None:
    die_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    run(read_plan(sys.argv[1:]))


if __name__ == "__main__":
    main()
