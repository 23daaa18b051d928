"""Flask commands: demo, up, doctor, migrate, rehearse; those of proof, people and eyes are in modules of their own."""

import sys
from pathlib import Path

import click
from flask import Flask

from gate import schema, search
from gate.models import database, open_database
from portal import eyes_commands, people_commands, proof_commands
from settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Put the commands onto the app."""
    _add_processes(app, settings)
    _add_ledger(app, settings)
    proof_commands.init_app(app, settings)
    _add_control(app, settings)
    people_commands.init_app(app, settings)
    eyes_commands.init_app(app, settings)


def _add_processes(app: Flask, settings: Settings) -> None:
    @app.cli.command("demo")
    @click.option(
        "--for", "seconds", type=float, help="Stop after so many seconds, with a summary."
    )
    @click.option("--port", type=int, help="Port of the portal; else 8080 or the next free one.")
    @click.option(
        "--folder", type=click.Path(path_type=Path), help="Where the demo keeps its data."
    )
    @click.option("--database-url", default="", help="A PostgreSQL to use in place of SQLite.")
    def demo(
        seconds: float | None, port: int | None, folder: Path | None, database_url: str
    ) -> None:
        """A whole simulated plant: cameras, arms, platform, mail, and the house in front of it."""
        from portal.demo.run import run

        home = (folder or settings.data_dir / "demo").resolve()
        sys.exit(run(seconds, port, home, database_url))

    @app.cli.command("up")
    def up() -> None:
        """A real site, from .env and the devices configured in the portal."""
        from portal.up import run

        sys.exit(run(settings))

    @app.cli.command("doctor")
    def doctor() -> None:
        """Say in sentences what is missing or broken."""
        from portal.doctor import examine

        sys.exit(examine(settings))


def _add_ledger(app: Flask, settings: Settings) -> None:
    @app.cli.command("migrate")
    def migrate() -> None:
        """Bring the database to the newest shape."""
        open_database(settings.database)
        for name in schema.migrate():
            click.echo(name)

    @app.cli.command("rebuild-search")
    def rebuild_search() -> None:
        """Make anew what keeps searching fast; the ledger itself is only read."""
        open_database(settings.database)
        with database.connection_context():
            made = search.rebuild(lambda last_id: click.echo(f"up to passage {last_id:,}"))
        click.echo(f"{made} blocks")


def _add_control(app: Flask, settings: Settings) -> None:
    @app.cli.command("rehearse")
    @click.option("--measure", type=click.Choice(["1", "2", "3", "4"]), default=None)
    @click.option("--policy", "policy_id", type=int, help="Number of a policy of this site.")
    @click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--days", type=click.IntRange(1, 3660), default=30, show_default=True)
    def rehearse(measure: str | None, policy_id: int | None, file: Path | None, days: int) -> None:
        """Judge those who came once more: whom a measure, a policy or an order would have held."""
        from portal.rehearsing import run

        open_database(settings.database)
        with database.connection_context():
            sys.exit(run(measure or "", policy_id, file, days))
