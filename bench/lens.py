"""How often the lens watch cries wolf, and how soon it tells: `python -m bench.lens --years 20`.

Weeks of passages are drawn from the weather of a northern plant: rainy spells, misty mornings, overcast days, the
sunset that moves with the season, single nights without a lamp. What rain and blur do to sharpness was measured on
pictures of the simulated plant. No picture is drawn here.
"""

import argparse
import json
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import cos, pi
from random import Random
from typing import Any

from gate import clock
from gate.lens.figures import Sample, half_of
from gate.lens.judgement import History, Span
from gate.lens.verdict import Known, Trouble, verdict

BEGIN = datetime(2026, 1, 1, tzinfo=clock.BEIJING)
KEPT = timedelta(weeks=10)
Fault = Callable[[Sample], Sample]


@dataclass(frozen=True, slots=True)
class Sky:
    """One day."""

    wet: float
    """How much rain takes of the sharpness; 0 on a dry day."""
    mist: float
    """The same of mist, from five to nine in the morning."""
    cloud: float
    """Of the brightness by day."""


def skies(dice: Random) -> Iterator[Sky]:
    """Day after day; rain stays for some days."""
    raining = False
    while True:
        raining = dice.random() < (0.6 if raining else 0.12)
        yield Sky(
            wet=dice.uniform(0.05, 0.18) if raining else 0.0,
            mist=dice.uniform(0.15, 0.4) if dice.random() < 0.05 else 0.0,
            cloud=dice.lognormvariate(-0.25 if raining else 0.0, 0.14),
        )


def passages(dice: Random, days: int, a_day: float, fault: Fault | None = None) -> list[Sample]:
    """The passages of so many days; `fault` is what becomes of each one."""
    found: list[Sample] = []
    dark = {BEGIN.date() + timedelta(days=day) for day in range(days) if dice.random() < 1 / 60}
    for day, sky in zip(range(days), skies(dice), strict=False):
        for _ in range(max(int(dice.gauss(a_day, a_day * 0.2)), 0)):
            hour = dice.triangular(0, 24, 11)
            at = BEGIN + timedelta(days=day, hours=hour)
            sample = _passage(dice, sky, at, hour, 0.3 if half_of(at)[0] in dark else 1.0)
            found.append(fault(sample) if fault else sample)
    found.sort(key=lambda each: each.at)
    return [replace(each, passage_id=number) for number, each in enumerate(found, 1)]


def _passage(dice: Random, sky: Sky, at: datetime, hour: float, lamp: float) -> Sample:
    light = _daylight(at, hour)
    soft = (1 - sky.wet * dice.uniform(0.5, 1.2)) * (1 - sky.mist * (5 <= hour < 9))
    read = dice.random() < 0.975 - 0.2 * sky.wet - 0.015 * (light < 0.5)
    brightness = (light * 106 * sky.cloud + (1 - light) * 45 * lamp) * dice.lognormvariate(0, 0.08)
    return Sample(
        0, at, float(read),
        certainty=min(dice.gauss(0.93, 0.03) - 0.2 * sky.wet, 1.0) if read else None,
        sharpness=0.33 * soft * dice.lognormvariate(0, 0.08) if read else None,
        contrast=0.8 + 0.1 * (light < 0.5) - 0.6 * sky.wet - 0.2 * sky.mist * (5 <= hour < 9) + dice.gauss(0, 0.03),
        brightness=brightness,
        width=170 * dice.lognormvariate(0, 0.05) if read else None,
        across=dice.gauss(0.5, 0.04) if read else None,
        down=dice.gauss(0.6, 0.03) if read else None,
    )  # fmt: skip


def _daylight(at: datetime, hour: float) -> float:
    """1 by day, 0 by night, half an hour of dusk between; days are shortest at the turn of the year."""
    half = 6.0 - 1.4 * cos(2 * pi * at.timetuple().tm_yday / 365)
    return min(max((half - abs(hour - 12.2)) * 2 + 0.5, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Told:
    """An alarm of the simulated weeks; `ended` is None while it goes on at their end."""

    trouble: Trouble
    opened: datetime
    ended: datetime | None = None


def watched(
    samples: Sequence[Sample], *, every: timedelta = timedelta(hours=12), after: timedelta = timedelta(0),
    cleaned: Sequence[datetime] = (),
) -> list[Told]:  # fmt: skip
    """What the lens watch tells of these passages, asked again and again."""
    found: list[Told] = []
    now, last = samples[0].at + after, samples[-1].at
    while now < last:
        now += every
        going_on = found[-1] if found and found[-1].ended is None else None
        over = tuple(Span(one.trouble.began, one.ended) for one in found if one.ended)
        history = History(
            cleaned=tuple(moment for moment in cleaned if moment <= now),
            troubled=over,
            trouble_began=going_on.trouble.began if going_on else None,
        )
        seen = [each for each in samples if now - KEPT <= each.at <= now]
        asked = verdict(seen, now, Known(history, going_on.trouble if going_on else None))
        if asked.trouble is not None:
            opened = going_on.opened if going_on else now
            found[-1 if going_on else len(found) :] = [Told(asked.trouble, opened)]
        elif going_on is not None:
            found[-1] = replace(going_on, ended=now)
    return found


def faults(begins: datetime) -> dict[str, Fault]:
    """What may become of a lens at a moment, each with what it does to the figures."""

    def since(change: Fault) -> Fault:
        return lambda each: change(each) if each.at >= begins else each

    def times(name: str, factor: float) -> Fault:
        def change(each: Sample) -> Sample:
            value: Any = getattr(each, name)
            return each if value is None else replace(each, **{name: value * factor})

        return since(change)

    def creeping(each: Sample) -> Sample:
        weeks = (each.at - begins) / timedelta(weeks=1)
        value = each.sharpness
        return (
            replace(each, sharpness=value and value * max(1 - 0.1 * weeks, 0.3))
            if weeks > 0
            else each
        )

    def veiled(each: Sample) -> Sample:
        soft = each.sharpness and each.sharpness * 0.93
        return replace(each, sharpness=soft, contrast=(each.contrast or 0) - 0.15)

    def lampless(each: Sample) -> Sample:
        dark = _daylight(each.at, each.at.hour + each.at.minute / 60) < 0.5
        return replace(each, brightness=(each.brightness or 0) * 0.3) if dark else each

    return {
        "blur_1_px": times("sharpness", 0.78),
        "blur_1.5_px": times("sharpness", 0.66),
        "blur_2_px": times("sharpness", 0.55),
        "dirt_10_percent_a_week": creeping,
        "dust_veils_half": since(veiled),
        "lamp_broken": since(lampless),
        "zoom_25_percent": times("width", 1.25),
        "moved_sideways": since(
            lambda each: replace(each, across=each.across and each.across + 0.2)
        ),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=20, help="of good lanes (20)")
    parser.add_argument("--tries", type=int, default=10, help="of each fault (10)")
    parser.add_argument("--a-day", type=float, nargs="*", default=[20.0, 60.0, 300.0])
    wanted = parser.parse_args()
    for a_day in wanted.a_day:
        false = [
            one
            for year in range(wanted.years)
            for one in watched(passages(Random(f"good {year} {a_day}"), 365, a_day), every=timedelta(hours=24))
        ]  # fmt: skip
        print(json.dumps({"a_day": a_day, "lane_years": wanted.years, "false_alarms": len(false),
                          "of": sorted(one.trouble.cause for one in false)}), flush=True)  # fmt: skip
        begins = BEGIN + timedelta(days=42, hours=10)
        for name, fault in faults(begins).items():
            delays = []
            for attempt in range(wanted.tries):
                samples = passages(Random(f"{name} {attempt} {a_day}"), 80, a_day, fault)
                first = [
                    one for one in watched(samples, after=timedelta(days=41)) if one.opened > begins
                ]
                delays.append((first[0].opened - begins) / timedelta(days=1) if first else None)
            known = [delay for delay in delays if delay is not None]
            print(json.dumps({"a_day": a_day, "fault": name, "told": f"{len(known)}/{wanted.tries}",
                              "days_median": round(statistics.median(known), 1) if known else None,
                              "days_most": round(max(known), 1) if known else None}), flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
