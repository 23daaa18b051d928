"""Flask commands about people: add-user, and `person` for whoever sits at the machine when nobody can sign in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask

from gate import invitations, people, schema, second_factor
from gate.fields import Mistakes
from gate.models import User, database, open_database
from portal import languages, mistakes, passwords
from portal.plant import plant
from settings import Settings

NO_ADMIN = "No admin can sign in: flask --app wsgi add-user NAME --role admin --name …"
ROLE = click.option("--role", required=True, type=click.Choice(people.ROLES))
NAME = click.option("--name", required=True, help="The name shown on pages.")


def init_app(app: Flask, settings: Settings) -> None:
    """Put the commands onto the app."""

    @app.cli.group("person")
    def person() -> None:
        """Accounts, from the machine itself."""

    _add_making(app, person, settings)
    _add_changing(person, settings)


def _add_making(app: Flask, person: click.Group, settings: Settings) -> None:
    @app.cli.command("add-user")
    @click.argument("username")
    @ROLE
    @NAME
    @click.option("--must-change", is_flag=True, help="Another password is asked for at once.")
    @click.password_option()
    def add_user(username: str, role: str, name: str, must_change: bool, password: str) -> None:
        """Make an account with its password; the same as `person add`."""
        with _opened(settings):
            against = passwords.objection(
                password, settings.password_length, username, name, settings.enterprise_name
            )
            if against:
                raise Mistakes({"password": against})
            made = passwords.create_user(username, role, name, password)
            if must_change:
                people.ask_for_new_password(made, people.CONSOLE)
        click.echo(f"{made.username} may sign in now.")

    person.add_command(add_user, "add")

    @person.command("list")
    def list_people() -> None:
        """Everybody: user name, role, whether they may sign in, and when they last did."""
        with _opened(settings):
            for user in people.named(limit=100_000):
                state = "active" if user.active else "off"
                factor = "second factor" if user.totp_secret else "password"
                last = user.signed_in_at.isoformat() if user.signed_in_at else "never"
                told = (user.username, user.role, state, factor, last, user.display_name)
                click.echo("\t".join(told))


def _add_changing(person: click.Group, settings: Settings) -> None:
    @person.command("link")
    @click.argument("username")
    def link(username: str) -> None:
        """Print a link with which this person chooses a new password."""
        with _opened(settings):
            user = _of(username)
            _, token = invitations.reset_link(user, people.CONSOLE, plant().accounts.link_lasts)
        click.echo(
            f"/join/{token}  (behind the address of the portal; for {settings.invitation_hours} hours, once)"
        )

    def command(name: str, does: Callable[[User], object], said: str, help: str) -> None:
        @person.command(name, help=help)
        @click.argument("username")
        def run(username: str) -> None:
            with _opened(settings):
                user = _of(username)
                does(user)
            click.echo(f"{user.username} {said}.")

    by = people.CONSOLE
    command("off", lambda u: people.switch(u, False, by), "is out", "Let nobody in as this person.")
    command("on", lambda u: people.switch(u, True, by), "may sign in", "Let them in again.")
    command(
        "sign-out",
        lambda u: people.end_sessions(u, by),
        "is signed out everywhere",
        "End all sessions of this person.",
    )
    command(
        "remove-second-factor",
        lambda u: second_factor.remove(u, by),
        "signs in with the password alone",
        "For a telephone that is lost.",
    )


@contextmanager
def _opened(settings: Settings) -> Iterator[None]:
    """The database on its newest shape; what cannot be done is one sentence."""
    open_database(settings.database)
    schema.migrate()
    with database.connection_context(), languages.speaking("en"):
        try:
            yield
        except Mistakes as refused:
            told = [f"{name}: {mistakes.sentence(key)}" for name, key in refused.errors.items()]
            raise click.ClickException("\n".join(told)) from None


def _of(username: str) -> User:
    found = User.get_or_none(User.username == people.as_username(username))
    if found is None:
        raise click.ClickException(f"Nobody is called {username}.")
    return found
