"""The parts that tests share, all of them real: Redis, the database, a browser, and the cast."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from redis import Redis

from gate import schema
from gate.models import User, Vehicle, open_database
from gate.models import database as tables
from settings import Settings
from tests import cast, compiled, ports, real_browser, real_postgresql, sharing
from tests.real_redis import RealRedis

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.real_bucket import RealBucket


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql", "both"),
        default="sqlite",
        help="Where tests of the ledger run. A PostgreSQL is started for them, or named by "
        "GREENGATE_TEST_DATABASE_URL. With both, slow tests and the browser's run on SQLite only.",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--database")
    kinds = ["sqlite", "postgresql"] if chosen == "both" else [chosen]
    marks = {mark.name for mark in metafunc.definition.iter_markers()}
    if chosen == "both" and marks & {"slow", "browser"}:
        kinds = ["sqlite"]
    metafunc.parametrize("database_kind", kinds, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: sharing.place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> sharing.Sharing:
    return sharing.Sharing(config, log)


@pytest.fixture(autouse=True, scope="session")
def _compiled_once() -> Iterator[None]:
    plain = Flask.jinja_options, Flask.url_rule_class
    Flask.jinja_options = {**plain[0], "bytecode_cache": compiled.Templates()}
    Flask.url_rule_class = compiled.Address
    yield
    Flask.jinja_options, Flask.url_rule_class = plain


@pytest.fixture(scope="session")
def _redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRedis]:
    server = RealRedis(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis(_redis_server: RealRedis) -> Iterator[Redis]:
    """A connection to a real, empty Redis. All tests share the server: who kills one takes `own_redis`."""
    with Redis.from_url(_redis_server.url) as client:
        client.flushall()
        yield client


@pytest.fixture
def redis_url(_redis_server: RealRedis, redis: Redis) -> str:
    """The address of a real, empty Redis."""
    return _redis_server.url


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RealRedis]:
    """A running Redis that a test may kill and start again."""
    server = RealRedis(tmp_path / "own-redis")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("database") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgresql() -> Iterator[real_postgresql.Server]:
    cluster = None
    try:
        url = os.environ.get("GREENGATE_TEST_DATABASE_URL")
        if not url:
            cluster = real_postgresql.Cluster()
            url = cluster.start()
    except real_postgresql.NoPostgreSQL as missing:
        pytest.skip(str(missing))
    server = real_postgresql.Server(url)
    server.create_template()
    _migrate(server.template_url)
    yield server
    server.drop(server.template_url)
    if cluster is not None:
        cluster.stop()


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The address of a fresh database of the newest shape, that nobody has opened yet."""
    if database_kind == "sqlite":
        path = tmp_path / "var" / "greengate.db"
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server: real_postgresql.Server = request.getfixturevalue("_postgresql")
        url = server.create_copy()
        yield url
        server.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Any]:
    """A fresh database of the newest shape, the tables bound to it."""
    yield open_database(database_url)
    tables.close()  # a portal made meanwhile has bound them anew


@pytest.fixture
def settings(
    tmp_path: Path, database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Settings of an installation of this test's own; neither `.env` nor the environment is read."""
    for name in [name for name in os.environ if name.startswith("GREENGATE_")]:
        monkeypatch.delenv(name)
    return Settings(
        _env_file=None,
        data_dir=tmp_path / "var",
        database_url=database_url,
        redis_url=redis_url,
        host="127.0.0.1",
        enterprise_name="燕山钢铁有限公司",
        spare_watchers=0,
    )


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Ask for a TCP port on loopback that nobody listens on."""
    return ports.free_port


@pytest.fixture(scope="session")
def bucket_server() -> Iterator["RealBucket"]:
    from tests.real_bucket import RealBucket

    bucket = RealBucket()
    yield bucket
    bucket.close()


@pytest.fixture
def bucket(bucket_server: "RealBucket") -> Iterator["RealBucket"]:
    """A real, empty bucket in a store that speaks S3. Who kills it may leave it dead."""
    bucket_server.empty()
    yield bucket_server
    bucket_server.start()


@pytest.fixture
def people(database: Any) -> dict[str, User]:
    """The accounts of the cast (all with `cast.PASSWORD`), by username; `cast.STRANGER` has none."""
    return cast.enter_people()


@pytest.fixture
def vehicles(database: Any) -> dict[str, Vehicle]:
    """The files of the cast's vehicles, by plate; `cast.UNKNOWN` has none."""
    return cast.enter_vehicles()


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A real Chromium, one for all."""
    executable = real_browser.chromium()
    if executable is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with real_browser.launched(executable) as launched:
        yield launched


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """An empty page of a browser that nobody has used; a script that fails on it fails the test."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1920, "height": 1080})
    opened = context.new_page()
    failures: list[str] = []
    opened.on("pageerror", lambda error: failures.append(str(error)))
    yield opened
    context.close()
    assert failures == []


def _migrate(url: str) -> None:
    opened = open_database(url)
    schema.migrate()
    opened.close()
