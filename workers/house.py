"""The processes of one installation, in the order in which they come up."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from redis import Redis, RedisError

from gate.models import Lane
from settings import ROOT, Settings
from workers import context, queues, redis_server
from workers.program import Program

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
"""Lanes share the processor: each engine keeps to one thread."""

LATE_WORK_NICE = 5
"""On a busy machine the lanes go first."""


def programs(settings: Settings, env: Mapping[str, str]) -> list[Program]:
    """Redis (unless one is named), the portal, a worker per lane and spare ones, the jobs, the clock."""
    url = context.redis_url(settings)
    lanes = Lane.select().where(Lane.enabled).count()
    watchers = max(lanes, 1) + settings.spare_watchers
    return [
        *_redis(settings),
        _portal(settings, env),
        *(_worker(f"lane-worker-{n + 1}", url, env, queues.LANES) for n in range(watchers)),
        _worker("jobs", url, env, queues.JOBS, queues.on_this_machine()),
        _worker("slow-jobs", url, env, queues.SLOW),
        _worker("mail", url, env, queues.MAIL),
        _worker("paper-reader", url, env, queues.PAPERS),
        *_carrier(settings, url, env),
        _program("cron", [_tool("rq"), "cron", "--url", url, "workers.schedule"], env),
    ]


def call_watchers(redis: Redis, lanes: int) -> None:
    """Have every lane watched now rather than at the next turn of the clock."""
    try:
        for _ in range(lanes):
            queues.enqueue(
                redis, queues.LANES, "workers.calls.watch_any", job_timeout=-1, ttl=10, result_ttl=0
            )
    except RedisError:
        return  # the clock calls them in a moment


def port_is_free(host: str, port: int) -> bool:
    """Whether a server may listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _redis(settings: Settings) -> list[Program]:
    if settings.redis_url:
        return []
    url = redis_server.url(settings.data_dir)
    return [
        Program(
            "redis",
            redis_server.command(settings.data_dir),
            ready=lambda: redis_server.is_ready(url),
        )
    ]


def _portal(settings: Settings, env: Mapping[str, str]) -> Program:
    argv = [
        _tool("gunicorn"),
        "--config=python:portal.serving",
        "--worker-class=gthread",
        "--workers=1",
        f"--threads={settings.threads}",
        f"--bind={settings.host}:{settings.port}",
        "--no-control-socket",
        "--graceful-timeout=2",
        "--log-level=warning",
        "wsgi:app",
    ]
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "") else settings.host
    address = f"http://{host}:{settings.port}/health"
    return _program("portal", argv, env, ready=lambda: _answers(address))


def _carrier(settings: Settings, url: str, env: Mapping[str, str]) -> list[Program]:
    if settings.evidence_store == "disk":
        return []
    return [_worker("carrying", url, env, queues.carrying_here())]


def _worker(name: str, url: str, env: Mapping[str, str], *of: str) -> Program:
    kind = "worker.LaneWorker" if queues.LANES in of else "job_worker.JobWorker"
    argv = [_tool("rq"), "worker", "--url", url, "--quiet", "--path", str(ROOT)]
    nice = 0 if queues.LANES in of else LATE_WORK_NICE
    return _program(name, [*argv, "--worker-class", f"workers.{kind}", *of], env, nice=nice)


def _program(name: str, argv: list[str], env: Mapping[str, str], **options: object) -> Program:
    return Program(name, argv, env={**ONE_THREAD, **env}, cwd=ROOT, **options)  # type: ignore[arg-type]


def _tool(name: str) -> str:
    """A program of our own environment, whatever PATH says."""
    return os.fspath(Path(sys.executable).parent / name)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=1):
            return True
    except HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False
