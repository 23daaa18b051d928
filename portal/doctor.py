"""`flask doctor`: what is missing or broken, in sentences."""

import io
import secrets
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from peewee import PeeweeException

from devices.interfaces import DeviceError
from gate import clock, people, schema, storage
from gate.evidence import DiskAndBucket
from gate.models import Device, Lane, RuleSet, database, open_database
from gate.retention import Periods
from portal import people_commands, setting_up
from settings import Settings
from workers import carrying, context, queues, redis_server

LEAST_BRIDGED = timedelta(days=3)
LEAST_FREE = 2 * 1024**3
NEEDED = ("camera", "barrier", "display")


def examine(settings: Settings) -> int:
    """Print every finding; 0 when nothing stands in the way of a passage."""
    problems = [
        *_about_folder(settings.data_dir),
        *_about_font(settings.font),
        *_about_eyes(settings),
        *_about_redis(settings),
        *_about_database(settings),
        *_about_store(settings),
        *_about_disk(settings),
    ]
    for problem in problems:
        print(f"✗ {problem}")
    if not problems:
        print("✓ Everything that a passage needs is there.")
    return 1 if problems else 0


def _about_folder(folder: Path) -> Iterator[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_text("x")
        probe.unlink()
    except OSError as error:
        yield f"The data folder {folder} cannot be written: {error.strerror}."
        return
    if shutil.disk_usage(folder).free < LEAST_FREE:
        yield f"Less than 2 GiB are free in {folder}: photographs will soon find no room."


def _about_font(font: Path) -> Iterator[str]:
    if not font.exists():
        yield f"The font {font} is missing: photographs cannot be stamped. Install Greengate again."


def _about_eyes(settings: Settings) -> Iterator[str]:
    from devices import eyes
    from gate.plates import FORMS

    try:
        eyes.builtin(FORMS)
    except DeviceError as error:
        yield f"The plate engine cannot be used: {error.message}"
    if settings.eyes == "hyperlpr3":
        try:
            eyes.hyperlpr3(FORMS, settings.hyperlpr3_folder)
        except DeviceError as error:
            yield f"Plates are read by the built-in engine, for the chosen one cannot be used: {error.message}"


def _about_redis(settings: Settings) -> Iterator[str]:
    if settings.redis_url:
        if not redis_server.is_ready(settings.redis_url):
            yield "The Redis named in GREENGATE_REDIS_URL does not answer: is it running?"
        return
    try:
        redis_server.executable()
    except redis_server.RedisMissing as problem:
        yield str(problem)
        return
    if not redis_server.is_ready(context.redis_url(settings)):
        yield "Our own Redis is not running: start the house with `make up`."


def _about_database(settings: Settings) -> Iterator[str]:
    try:
        open_database(settings.database)
        with database.connection_context():
            if schema.pending():
                yield "The database is not on its newest shape: flask --app wsgi migrate."
                return
            yield from _about_people(settings)
            yield from _about_site()
    except PeeweeException as error:
        yield f"The database cannot be used: {error}"


def _about_store(settings: Settings) -> Iterator[str]:
    """Whether the bucket takes an object, gives it back and lets it go, as it will be asked to."""
    store = context.store_of(settings)
    if not isinstance(store, DiskAndBucket):
        return
    key, content = f"doctor/{secrets.token_hex(8)}", b"doctor"
    try:
        store.bucket.put(key, io.BytesIO(content), len(content), clock.now())
        if store.bucket.read(key, 0, len(content)) != content:
            yield "The evidence store gives back something else than it was given."
        store.bucket.remove(key)
        if not store.bucket.is_versioned():
            yield "The bucket of the evidence store keeps no versions: what somebody removes there is gone."
    except DeviceError as error:
        yield f"The evidence store cannot be used as it must be: {error.message}."
    with queues.connect(context.redis_url(settings)) as redis:
        machines = carrying.machines(redis)
    for machine in machines:
        if machine.problem:
            yield (
                f"{machine.name} has not been able to carry evidence away since {machine.since[:16]}: "
                f"{machine.waiting} files wait; {machine.problem}."
            )


def _about_disk(settings: Settings) -> Iterator[str]:
    """Only where the database can be asked; that it cannot has been told."""
    periods = Periods(settings.photo_months, settings.video_months)
    try:
        with database.connection_context():
            found = storage.forecast(context.store_of(settings), periods, clock.now())
    except (PeeweeException, OSError):
        return
    if found.bridges is not None and found.bridges < LEAST_BRIDGED:
        yield (
            f"While the evidence store is away, this disk takes what comes for {found.bridges.days} days only: "
            f"{_gb(found.free)} are free."
        )
    if found.falls_short:
        yield (
            f"At this rate the disk is full on {found.full_on}: photographs need "
            f"{_gb(found.photos_need)} for {periods.photo} months, films "
            f"{_gb(found.video_needs)} for {periods.video}; {_gb(found.free)} are free."
        )


def _gb(size: float) -> str:
    return f"{size / 1e9:,.1f} GB"


def _about_people(settings: Settings) -> Iterator[str]:
    if setting_up.is_due():
        link = setting_up.link(settings.data_dir, settings.host, settings.port)
        yield f"Nobody can sign in yet. Make the first account, once, at {link}"
    elif not people.has_admin():
        yield people_commands.NO_ADMIN


def _about_site() -> Iterator[str]:
    lanes = list(Lane.select().where(Lane.enabled))
    if not lanes:
        yield "No lane is configured: add gates, lanes and devices on the page Equipment."
    for lane in lanes:
        at = Device.select(Device.kind).where(Device.lane == lane, Device.enabled)
        for kind in sorted(set(NEEDED) - {device.kind for device in at}):
            yield f"Lane {lane.code} ({lane.name}) has no {kind}."
    if lanes and not Device.select().where(Device.kind == "platform", Device.enabled).exists():
        yield "No platform is configured: passages are kept and sent once there is one."
    if not RuleSet.select().exists():
        yield "Nobody has set the rules yet: lanes ask for China V at least until somebody does."
