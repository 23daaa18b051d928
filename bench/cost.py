"""What the watchers of a plant cost while time passes."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.plant import RunningPlant
from bench.processes import Meter, proportional_mib, resident_mib


@dataclass(frozen=True, slots=True)
class Cost:
    """One number per process that watched a lane all the time."""

    cpu_percent: Sequence[float]
    resident_mib: Sequence[float]
    proportional_mib: Sequence[float]


def watch(plant: RunningPlant, seconds: float) -> Cost:
    """Let the plant run, and read the kernel's accounts of its watchers before and after."""
    pids = plant.watchers()
    before = Meter.read(pids)
    plant.keep(seconds)
    used = Meter.read(pids).percents_since(before)
    return Cost(used, resident_mib(pids), proportional_mib(pids))
