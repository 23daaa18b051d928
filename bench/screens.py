"""Screens that listen to a portal as a guard's page does: hear the doorbell, fetch again, note when."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import requests

from gate import clock
from gate.models import User
from portal.passwords import hash_password

WHO, PASSWORD = "bench", "Gate-2026-bench"
HTMX = {"HX-Request": "true"}
SHOWN = re.compile(r"/passages/(\d+)\"")


class Screen:
    """One open page. Moments are of time.monotonic()."""

    def __init__(self, address: str, session: requests.Session) -> None:
        self._address, self._session = address, session
        self._rung, self._ended = threading.Event(), threading.Event()
        self.heard: list[float] = []
        self.shown: list[tuple[float, int]] = []
        """When an answer came, and the newest passage that it showed."""
        for work in (self._listen, self._fetch):
            threading.Thread(target=work, daemon=True).start()

    def close(self) -> None:
        """Nobody looks any more; the stream itself ends with the portal."""
        self._ended.set()
        self._rung.set()

    def _listen(self) -> None:
        with (
            suppress(requests.RequestException),
            self._session.get(f"{self._address}/live", stream=True, timeout=60) as stream,
        ):
            for event in _events(stream):
                if event == "passage":
                    self.heard.append(time.monotonic())
                    self._rung.set()

    def _fetch(self) -> None:
        while not self._ended.is_set():
            self._rung.wait()
            self._rung.clear()
            if self._ended.is_set():
                return
            told = self._session.get(f"{self._address}/?case=", headers=HTMX, timeout=60).text
            numbers = [int(number) for number in SHOWN.findall(told)]
            self.shown.append((time.monotonic(), max(numbers, default=0)))


def signed_in(address: str) -> requests.Session:
    """Somebody of the guard room at this portal."""
    session = requests.Session()
    session.trust_env = False
    session.headers["Origin"] = address
    answer = session.post(f"{address}/login", data={"username": WHO, "password": PASSWORD})
    answer.raise_for_status()
    return session


def enter_guard() -> None:
    """The account of whoever sits at the screens."""
    if User.get_or_none(User.username == WHO) is None:
        User.create(
            username=WHO, display_name=WHO, role="guard", password_hash=hash_password(PASSWORD),
            created_at=clock.now(),
        )  # fmt: skip


def _events(stream: requests.Response) -> Iterator[str]:
    for line in stream.iter_lines(chunk_size=1, decode_unicode=True):
        if line.startswith("event: "):
            yield line.removeprefix("event: ")
