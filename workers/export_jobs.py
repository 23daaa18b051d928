"""Files of passages, made one after the other as people asked for them, and removed when their days are over."""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from gate import clock, pack, search
from gate.exports import orders, tables
from gate.exports.orders import State, Stopped
from gate.models import Export
from gate.proof.tree import TreeBroken
from gate.search import asked
from gate.signing_key import KeyUnusable
from workers import context

log = structlog.get_logger()
BEAT_S = 1.0
ABANDONED_S = 3600
"""A half file that nobody has written to for so long is left over from a killed process."""
Written = Callable[[int], None]


def make() -> None:
    """Make whatever is due."""
    context.open_database()
    _remove_old()
    while (order := orders.take()) is not None:
        try:
            _make(order)
        except Stopped:
            log.info("export_stopped", export=order.id)
        except (OSError, TreeBroken, KeyUnusable) as error:
            log.error("export_failed", export=order.id, problem=str(error))
            orders.end(order, State.FAILED, message=str(error))


def _make(order: Export) -> None:
    folder = context.settings().exports_dir
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{order.id}-{secrets.token_hex(8)}.{order.kind}"
    half = folder / f"{name}.part"
    began = time.monotonic()
    try:
        rows = _write(order, half)
        half.replace(folder / name)
    finally:
        half.unlink(missing_ok=True)
    size, days = (folder / name).stat().st_size, context.settings().export_days
    if not orders.done(order, file=name, size=size, rows=rows, days=days):
        (folder / name).unlink()
        return
    took = round(time.monotonic() - began, 1)
    log.info("export_made", export=order.id, kind=order.kind, rows=rows, bytes=size, seconds=took)


def _write(order: Export, target: Path) -> int:
    query = asked.read(order.asked)
    total = search.passages(query).total
    if order.kind == "zip":
        return _pack(order, query, target, total)
    rows, beating = search.every(query), _Beating(order, total)
    if order.kind == "csv":
        return tables.write_csv(target, rows, beating)
    return tables.write_xlsx(target, rows, beating, _about(order))


def _pack(order: Export, query: search.Query, target: Path, total: int) -> int:
    """All that proves what was found: entries, pictures, checkpoints and the checker (see gate.pack)."""
    of = context.settings()
    beating = _Beating(order, total)
    packed = pack.write(
        target,
        search.numbers(query),
        seal=context.seal_of(of),
        find=context.store().find_any,
        # Entries are more than passages; a page tells of passages, so the share is what it is told.
        progress=lambda done, entries: beating(total * done // max(entries, 1)),
    )
    return packed.passages


def _about(order: Export) -> dict[str, str]:
    return {
        "企业": context.settings().enterprise_name,
        "查询条件": order.asked,
        "导出人": order.by,
        "导出时间": clock.stamp(clock.now())[:19].replace("T", " "),
    }


class _Beating:
    """A sign of life every second; raises Stopped when nobody wants the file any more."""

    def __init__(self, order: Export, total: int) -> None:
        self._order, self._total, self._due = order, total, 0.0

    def __call__(self, rows: int) -> None:
        now = time.monotonic()
        if now >= self._due:
            orders.beat(self._order, rows, self._total)
            self._due = now + BEAT_S


def _remove_old() -> None:
    folder = context.settings().exports_dir
    for order in orders.over():
        with suppress(FileNotFoundError):
            (folder / order.file).unlink()
        orders.gone(order)
        log.info("export_removed", export=order.id)
    for half in folder.glob("*.part"):
        with suppress(FileNotFoundError):
            if time.time() - half.stat().st_mtime > ABANDONED_S:
                half.unlink()
