"""`flask up`: every process of a real site, kept alive until it is told to stop."""

import os
import sys

from gate import people, schema
from gate.models import Lane, database, open_database
from portal import people_commands, setting_up
from settings import Settings
from workers import context, house, queues
from workers.alone import AlreadyRunning, alone
from workers.redis_server import RedisUnusable
from workers.supervisor import Supervisor


def run(settings: Settings) -> int:
    """Bring the house up; the exit code."""
    try:
        with alone(settings.data_dir):
            return _run(settings)
    except (AlreadyRunning, RedisUnusable) as problem:
        print(problem, file=sys.stderr)
        return 1


def _run(settings: Settings) -> int:
    if not house.port_is_free(settings.host, settings.port):
        print(f"Port {settings.port} is taken: set GREENGATE_PORT.", file=sys.stderr)
        return 1
    open_database(settings.database)
    schema.migrate()
    lanes = Lane.select().where(Lane.enabled).count()
    missing = _missing_admin(settings)
    database.close()
    env = {"GREENGATE_DATA_DIR": str(settings.data_dir)} | {
        name: value for name, value in os.environ.items() if name.startswith("GREENGATE_")
    }
    supervisor = Supervisor(house.programs(settings, env), settings.log_dir)
    status = supervisor.run(on_ready=lambda: _ready(settings, lanes, missing))
    if supervisor.failure:
        print(supervisor.failure, file=sys.stderr)
    return status


def _missing_admin(settings: Settings) -> str:
    """What somebody has to do before anybody can sign in; empty when an admin can."""
    if setting_up.is_due():
        link = setting_up.link(settings.data_dir, settings.host, settings.port)
        return f"Nobody can sign in yet. Make the first account, once, at\n\n  {link}\n"
    return "" if people.has_admin() else people_commands.NO_ADMIN


def _ready(settings: Settings, lanes: int, missing: str) -> None:
    house.call_watchers(queues.connect(context.redis_url(settings)), lanes)
    print(f"http://{settings.host}:{settings.port}/  ({lanes} lanes; Ctrl-C to stop)", flush=True)
    if missing:
        print(missing, flush=True)
