"""`flask rehearse`: what a control policy would have done in the last days, as a table on the terminal."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from gate import clock, control_rows, policies, visits
from gate.codes import EMISSION_STAGES
from gate.control import ControlPolicy, NotUnderstood, Policy, ResponseLevel, Source, WarningLevel
from gate.rehearsal import Rehearsal, Tally, as_if_always

MOST_ROWS = 12


def run(measure: str, policy_id: int | None, file: Path | None, days: int) -> int:
    """Rehearse the one policy that was named and print what it would have done; 2 when none can be made out."""
    policy = _policy(measure, policy_id, file)
    if policy is None:
        click.echo("Name one: --measure 1…4, --policy with its number, or --file.", err=True)
        return 2
    if isinstance(policy, NotUnderstood):
        click.echo(f"Not understood, so everybody would be held: {policy.problem}", err=True)
    found = visits.rehearse(policy, days, _progress)
    _print(found, days)
    _print_ahead(visits.ahead(policy))
    return 0


def _policy(measure: str, policy_id: int | None, file: Path | None) -> Policy | None:
    if [bool(measure), policy_id is not None, file is not None].count(True) != 1:
        return None
    if measure:
        return _standard(measure)
    if file is not None:
        order = policies.read_order(file.read_text("utf-8-sig"), {"ends": "9999-01-01T00:00"})
        return order
    row = policies.newest(policy_id or 0)
    return control_rows.policy_of(row) if row else None


def _standard(measure: str) -> Policy:
    now = clock.now()
    level, response = WarningLevel.OTHER, ResponseLevel.OTHER
    policy = ControlPolicy(0, 0, "", Source.CITY, level, response, now, now, measure)
    return as_if_always(policy)


def _progress(count: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{count:,} entries judged", nl=False, err=True)


def _print(found: Rehearsal, days: int) -> None:
    if sys.stderr.isatty():
        click.echo("\r" + " " * 40 + "\r", nl=False, err=True)
    total = found.total
    click.echo(f"{total.held} of {total.came} trucks of the last {days} days would have been held.")
    click.echo(
        f"{len(found.vehicles)} vehicles; {total.held_tonnes:,.1f} of {total.tonnes:,.1f} t; "
        f"{found.exempt} pass by an exemption; {found.unclear} held because too little is known."
    )
    stages = ((_stage(code), tally) for code, tally in found.by_stage.items())
    _table("stage", stages, by_name=True)
    _table("carrier", ((name or "—", tally) for name, tally in found.by_carrier.items()))
    _table("hour", ((f"{hour:02}", tally) for hour, tally in found.by_hour.items()), by_name=True)
    _vehicles(found)


def _print_ahead(ahead: Rehearsal) -> None:
    if not ahead.total.came:
        return
    click.echo(f"\n{ahead.total.held} of {ahead.total.came} announced visits would be held.")
    _vehicles(ahead)


def _table(title: str, rows: Iterable[tuple[str, Tally]], *, by_name: bool = False) -> None:
    held = [row for row in rows if row[1].held]
    held.sort(key=lambda row: (row[0], 0) if by_name else ("", -row[1].held))
    click.echo(f"\n{'held':>8} {'came':>8} {'t held':>12}  {title}")
    for name, tally in held[: 24 if by_name else MOST_ROWS]:
        click.echo(f"{tally.held:>8} {tally.came:>8} {tally.held_tonnes:>12,.1f}  {name}")


def _vehicles(found: Rehearsal) -> None:
    click.echo(f"\n{'times':>8} {'t':>12}  vehicle")
    for held in found.held_vehicles()[:MOST_ROWS]:
        told: Any = _stage(held.vehicle.emission_stage) if held.vehicle else "not known"
        line = f"{held.times:>8} {held.tonnes:>12,.1f}  {held.plate_no} {told}"
        click.echo(f"{line} {held.carrier_name}".rstrip())
    if len(found.vehicles) > MOST_ROWS:
        click.echo(f"{'':>8} {'':>12}  and {len(found.vehicles) - MOST_ROWS} more")


def _stage(code: str) -> str:
    return EMISSION_STAGES[code].zh if code in EMISSION_STAGES else "—"
