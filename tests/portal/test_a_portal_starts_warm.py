"""A portal is ready for its first visitor when it starts, and starts without its database, too."""

import gc
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from peewee import OperationalError

from gate import search
from portal.serving import post_worker_init


class Worker:
    """As gunicorn hands it over."""

    def __init__(self, app: Flask) -> None:
        self.wsgi = app


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """What a process is told once in its life is taken back."""
    turn = sys.getswitchinterval()
    yield
    sys.setswitchinterval(turn)
    gc.unfreeze()


def test_its_templates_are_compiled_before_anybody_asks(app: Flask) -> None:
    cached = app.jinja_env.cache
    assert cached is not None
    cached.clear()
    post_worker_init(Worker(app))
    compiled = {name for _, name in cached}
    assert {"passages/index.html", "lanes/index.html", "accounts/login.html"} <= compiled


def test_a_database_that_is_away_does_not_keep_it_from_starting(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(search, "passages", away)
    post_worker_init(Worker(app))


def test_garbage_is_looked_for_among_what_comes_later(app: Flask) -> None:
    post_worker_init(Worker(app))
    assert gc.get_freeze_count() > len(gc.get_objects())
