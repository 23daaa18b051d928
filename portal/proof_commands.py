"""Flask commands of the proof: verify, checkpoint, pack."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import click
from flask import Flask

from gate import checkpoints, clock, media_check, notes, pack, proof, tree_head
from gate.evidence import Store
from gate.models import Passage, database, open_database
from gate.proof import tree
from gate.proof.stretch import last_entry
from gate.proof.tree import TreeBroken
from gate.signing_key import KeyUnusable
from gate.tree_head import NotRead, Told
from settings import Settings
from workers import context

FEW = 100_000
"""So many entries are checked before a second process would have started."""
DATE = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
TEXT = click.Path(exists=True, dir_okay=False, path_type=Path)
T = TypeVar("T")


def init_app(app: Flask, settings: Settings) -> None:
    """Put the commands onto the app."""
    _add_verify(app, settings)
    _add_checkpoint(app, settings)
    _add_pack(app, settings)


def _add_verify(app: Flask, settings: Settings) -> None:
    @app.cli.command("verify")
    @click.option("--media", "with_media", is_flag=True, help="Hash photographs and clips, too.")
    @click.option("--checkpoint", "texts", type=TEXT, multiple=True, help="One that you hold.")
    @click.option("--processes", type=click.IntRange(1, 64), help="Else one for each core.")
    @click.option("--rebuild-tree", is_flag=True, help="Build the kept tree anew from the entries.")
    def verify(
        with_media: bool, texts: tuple[Path, ...], processes: int | None, rebuild_tree: bool
    ) -> None:
        """Walk the chain and compare every row of the ledger, the tree and its signed heads with it."""
        open_database(settings.database)
        with database.connection_context():
            held = [told for path in texts for told in _read(path)]
            if rebuild_tree:
                tree.forget()
                _or_stop(tree.grow)
            found = _verify(settings, held, processes)
            unsigned = _unsigned(held)
            missing = _check_media(context.store_of(settings)) if with_media else 0
        sys.exit(0 if found.holds and not unsigned and not missing else 1)


def _verify(settings: Settings, held: list[Told], processes: int | None) -> proof.Verification:
    many = processes or ((os.cpu_count() or 1) if last_entry() > FEW else 1)
    began = time.perf_counter()
    found = proof.verify(
        url=settings.database,
        processes=many,
        held=[told.head for told in held],
        progress=_progress("entries"),
    )
    seconds = time.perf_counter() - began
    for fault in found.faults:
        click.echo(f"entry {fault.seq}: {fault.what}")
    click.echo(f"{found.entries} entries, head {found.head}")
    click.echo(f"{found.checkpoints} checkpoints, {len(found.faults)} faults; {seconds:.1f} s")
    return found


def _unsigned(held: Iterable[Told]) -> int:
    keys = list(checkpoints.announced())
    count = 0
    for told in held:
        signed = any(told.note.is_signed_by(key) for key in keys)
        count += not signed
        click.echo(
            f"checkpoint of {told.head.made_at}, {told.head.size} entries: "
            + ("signed by a key of this ledger" if signed else "not signed by a key of this ledger")
        )
    return count


def _check_media(store: Store) -> int:
    count = bad = let_go = 0
    for medium in media_check.check(store.find_any):
        count += 1
        let_go += medium.let_go
        if medium.problem:
            bad += 1
            click.echo(
                f"entry {medium.seq}: its {medium.field} is {medium.problem} ({medium.sha256})"
            )
    click.echo(
        f"{count} photographs and clips, {bad} missing or replaced, {let_go} let go by their time"
    )
    return bad


def _add_checkpoint(app: Flask, settings: Settings) -> None:
    @app.cli.command("checkpoint")
    @click.option("--newest", is_flag=True, help="Print the newest one instead of making one.")
    @click.option("--key", is_flag=True, help="Print the public key.")
    def checkpoint(newest: bool, key: bool) -> None:
        """Sign the head of the chain as it is now, and print the text to be kept elsewhere."""
        open_database(settings.database)
        with database.connection_context():
            seal = _or_stop(lambda: context.seal_of(settings))
            if key:
                public = seal.key.public_key().public_bytes_raw()
                click.echo(notes.verifier_key(seal.origin, public))
                return
            if not newest:
                _or_stop(lambda: checkpoints.make(seal.origin, seal.key))
            click.echo(checkpoints.newest_text(), nl=False)


def _add_pack(app: Flask, settings: Settings) -> None:
    @app.cli.command("pack")
    @click.option("--from", "start", type=DATE, required=True, help="Beijing time.")
    @click.option("--to", "end", type=DATE, required=True, help="A day counts as a whole.")
    @click.option("--out", type=click.Path(path_type=Path), required=True)
    @click.option("--rows-only", is_flag=True, help="The passages alone, not every entry.")
    @click.option("--without-media", is_flag=True, help="Leave photographs and clips out.")
    def write(
        start: datetime, end: datetime, out: Path, rows_only: bool, without_media: bool
    ) -> None:
        """Write a pack that anybody can check with a plain Python: the whole period, or its passages."""
        open_database(settings.database)
        begin, until = _beijing(start), _end_of(end)
        find = None if without_media else context.store_of(settings).find_any
        with database.connection_context():
            seal = _or_stop(lambda: context.seal_of(settings))
            progress = _progress("entries packed")
            if rows_only:
                packed = pack.write(
                    out, _passages(begin, until), seal=seal, find=find, progress=progress
                )
            else:
                packed = pack.write_period(
                    out, begin, until, seal=seal, find=find, progress=progress
                )
        click.echo(
            f"{out}: {packed.passages} passages, {packed.entries} entries, {packed.media} photographs "
            f"and clips; {packed.media_missing} not there"
        )


def _passages(start: datetime, end: datetime) -> Iterator[int]:
    during = Passage.passed_at.between(clock.stamp(start), clock.stamp(end))
    yield from (
        number for (number,) in Passage.select(Passage.id).where(during).tuples().iterator()
    )


def _beijing(moment: datetime) -> datetime:
    return moment.replace(tzinfo=clock.BEIJING)


def _end_of(moment: datetime) -> datetime:
    whole_day = moment.time() == moment.min.time()
    return _beijing(moment + timedelta(days=1) if whole_day else moment)


def _read(path: Path) -> list[Told]:
    try:
        return tree_head.read(path.read_text("utf-8-sig"))
    except (NotRead, OSError, ValueError) as problem:
        raise click.ClickException(f"{path}: {problem}") from None


def _or_stop(work: Callable[[], T]) -> T:
    try:
        return work()
    except (KeyUnusable, TreeBroken) as problem:
        raise click.ClickException(str(problem)) from None


def _progress(what: str) -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None

    def tell(done: int, total: int) -> None:
        click.echo(f"\r{done:,} of {total:,} {what}", nl=done == total, err=True)

    return tell
