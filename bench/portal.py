"""The pages under load: fifty a second, as a guard opens them, while three lanes work beside a ledger of years.

The portal runs as `flask up` starts it. Requests come when they are due, whether or not those before them are answered,
and the time of each counts from the moment when it was due.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import count
from random import Random
from threading import local
from urllib.parse import quote, urlencode

import numpy as np
from playhouse.test_utils import count_queries

from bench.figures import CannotMeasure, Figure
from bench.plant import RunningPlant, running
from gate.models import database
from portal import create_app
from portal.demo import people, site
from settings import Settings
from workers.house import port_is_free

FIGURES = (
    "page_p50_ms",
    "page_p95_ms",
    "page_p99_ms",
    "live_p95_ms",
    "search_p95_ms",
    "row_p95_ms",
    "errors_total_count",
    "queries_max_count",
)
ROWS = 100_000
PER_SECOND = 50
FIRST_PORT = 18500
AT_ONCE = 32
PATIENCE_S = 30.0
SETTLING_S = 10.0
FRAGMENT = {"HX-Request": "true"}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One of the pages that are opened, and how often among all."""

    kind: str
    address: str
    often: int
    headers: Headers


PAGES = (
    Page("live", "/", 30, FRAGMENT),
    Page("search", "/passages", 8, {}),
    Page("search", f"/passages?plate={quote('冀B?2*')}", 16, FRAGMENT),
    Page("search", f"/passages?plate={quote('冀B7K26')}&match=one", 8, FRAGMENT),
    Page("search", "/passages?verdict=hold&opened=manual", 8, FRAGMENT),
    Page("row", "/passages/{row}", 18, {}),
    Page("list", "/vehicles/", 6, {}),
    Page("list", "/trips", 6, {}),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of one request: from when it was due to the last byte."""

    kind: str
    status: int
    ms: float


def measure(seconds: float) -> dict[str, Figure]:
    """Everything; takes `seconds`, and the minutes that the demo needs to come up."""
    port = next(free for free in count(FIRST_PORT) if port_is_free(site.HOST, free))
    with running("portal", ["-m", "bench.portal_house", str(port), str(ROWS)]) as house:
        house.wait_for_cameras(len(site.LANES))
        cookie = _sign_in(port)
        house.keep(SETTLING_S)
        for page in PAGES:  # the first of each reads what those after it find in memory
            _open_one(port, cookie, page.address.format(row=1), page.headers)
        opened = _open_all(port, cookie, seconds)
        queries = _most_queries(house, port)
    well = [each for each in opened if each.status == 200]
    return {
        **{f"page_p{share}_ms": _percentile(well, share) for share in (50, 95, 99)},
        **{
            f"{kind}_p95_ms": _percentile([each for each in well if each.kind == kind], 95)
            for kind in ("live", "search", "row")
        },
        "errors_total_count": Figure(len(opened) - len(well), len(opened)),
        "queries_max_count": Figure(queries, len(PAGES)),
    }


def _open_one(port: int, cookie: str, address: str, headers: Headers) -> None:
    connection = HTTPConnection(site.HOST, port, timeout=PATIENCE_S)
    connection.request("GET", address, headers={"Cookie": cookie, **headers})
    connection.getresponse().read()
    connection.close()


def _open_all(port: int, cookie: str, seconds: float) -> list[Opened]:
    mine = local()

    def open_one(page: Page, due: float) -> Opened:
        time.sleep(max(due - time.monotonic(), 0))
        if not hasattr(mine, "connection"):
            mine.connection = HTTPConnection(site.HOST, port, timeout=PATIENCE_S)
        try:
            mine.connection.request("GET", page.address, headers={"Cookie": cookie, **page.headers})
            answer = mine.connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, HTTPException):
            mine.connection.close()
            status = 0
        return Opened(page.kind, status, 1000 * (time.monotonic() - due))

    begun = time.monotonic() + 0.5
    with ThreadPoolExecutor(AT_ONCE) as people_at_screens:
        asked = [
            people_at_screens.submit(open_one, page, begun + number / PER_SECOND)
            for number, page in enumerate(_mix(round(seconds * PER_SECOND)))
        ]
        return [each.result() for each in asked]


def _mix(requests: int) -> Iterator[Page]:
    dice = Random(7)
    often = [page.often for page in PAGES]
    for page in dice.choices(PAGES, often, k=requests):
        address = page.address.format(row=dice.randint(1, ROWS))
        yield Page(page.kind, address, page.often, page.headers)


def _sign_in(port: int) -> str:
    """The cookie of the guard; raises CannotMeasure."""
    connection = HTTPConnection(site.HOST, port, timeout=PATIENCE_S)
    form = urlencode({"username": "guard", "password": people.PASSWORD})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/login", form, {**SAME_ORIGIN, **kind})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 303:
        raise CannotMeasure(f"The guard could not sign in: {answer.status}.")
    return (answer.getheader("Set-Cookie") or "").partition(";")[0]


def _most_queries(house: RunningPlant, port: int) -> int:
    """The most questions that one of the pages asks the database, in a portal of our own over the same house."""
    settings = Settings(_env_file=None, data_dir=house.folder, host=site.HOST, port=port)
    client = create_app(settings).test_client()
    form = {"username": "guard", "password": people.PASSWORD}
    client.post("/login", data=form, headers=SAME_ORIGIN)
    asked: list[int] = []
    for page in PAGES:
        for _ in ("first", "again"):  # the first time the blocks of the search are read, too
            with count_queries() as counter:
                client.get(page.address.format(row=ROWS), headers=page.headers)
        asked.append(counter.count)
    database.close()
    return max(asked)


def _percentile(opened: Sequence[Opened], share: int) -> Figure:
    times = [each.ms for each in opened]
    return Figure(float(np.percentile(times, share)) if times else None, len(times))
