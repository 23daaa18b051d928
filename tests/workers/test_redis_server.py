"""Without a Redis URL we run a real one of our own, private to us and to the data folder."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import redis

from tests.patience import until
from workers import redis_server

ROOT = Path(__file__).parents[2]


@contextmanager
def running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen(redis_server.command(folder), stdout=subprocess.DEVNULL)
    try:
        redis_server.wait_until_ready(redis_server.url(folder), 10)
        yield server
    finally:
        server.kill()
        server.wait()


def test_it_answers_on_a_socket_that_only_we_can_open(tmp_path: Path) -> None:
    with running(tmp_path):
        address = redis_server.url(tmp_path)
        socket = Path(unquote(urlsplit(address).path))

        assert address.startswith("unix:///")
        assert socket.is_relative_to(tmp_path)
        assert stat.S_IMODE(socket.stat().st_mode) == 0o600
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
        with redis.Redis.from_url(address) as client:
            assert client.config_get("port") == {"port": "0"}
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_what_was_written_survives_a_kill(tmp_path: Path) -> None:
    with running(tmp_path) as server, redis.Redis.from_url(redis_server.url(tmp_path)) as client:
        for number in range(200):
            client.rpush("queue", number)
        server.send_signal(signal.SIGKILL)
        server.wait()

    with running(tmp_path), redis.Redis.from_url(redis_server.url(tmp_path)) as client:
        assert client.llen("queue") == 200


@pytest.mark.parametrize("name", ["很长的名字" * 12, 'with space, 100% and "quotes"'])
def test_any_data_folder_will_do(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    with running(folder), redis.Redis.from_url(redis_server.url(folder)) as client:
        client.set("kept", "yes")
        socket = redis_server.socket_path(folder)
        assert len(os.fsencode(socket)) <= redis_server.LONGEST_SOCKET_PATH
        assert stat.S_IMODE(socket.parent.stat().st_mode) == 0o700
        assert client.config_get("dir") == {"dir": str(folder / "redis")}


def test_two_data_folders_have_two_servers(tmp_path: Path) -> None:
    long = "x" * 100
    assert redis_server.url(tmp_path / long / "one") != redis_server.url(tmp_path / long / "two")


def test_a_temporary_folder_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12345)

    with pytest.raises(redis_server.RedisUnusable, match="belongs to another user"):
        redis_server.command(tmp_path)


def test_it_says_what_to_install_where_there_is_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(redis_server, "find_spec", lambda name: None)

    with pytest.raises(redis_server.RedisMissing, match="apt-get install redis-server"):
        redis_server.command(tmp_path)


def test_waiting_for_a_server_that_is_not_there_ends(tmp_path: Path) -> None:
    with pytest.raises(redis_server.RedisUnusable, match="did not answer within"):
        redis_server.wait_until_ready(redis_server.url(tmp_path), 0.2)


def test_rq_works_through_it(tmp_path: Path) -> None:
    from rq import Queue

    with running(tmp_path), redis.Redis.from_url(redis_server.url(tmp_path)) as client:
        job = Queue("q", connection=client).enqueue("operator.add", 2, 3)
        rq = [
            sys.executable,
            "-m",
            "rq.cli",
            "worker",
            "--burst",
            "--url",
            redis_server.url(tmp_path),
            "q",
        ]
        done = subprocess.run([*rq, "-w", "rq.worker.SimpleWorker"], cwd=ROOT, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()
        assert job.return_value() == 5


def test_the_doorbell_works_through_it(tmp_path: Path) -> None:
    with (
        running(tmp_path),
        redis.Redis.from_url(redis_server.url(tmp_path)) as client,
        client.pubsub(ignore_subscribe_messages=True) as ear,
    ):
        ear.subscribe("bell")
        ear.get_message(timeout=30)
        client.publish("bell", "passage")
        heard = until(lambda: ear.get_message(timeout=0.2), "it rings")
        assert heard["data"] == b"passage"
