"""`python -m bench.writing_rows URL SECONDS`: write passages as a lane does, one by one; how many, and how long."""

import itertools
import sys
import time
from datetime import timedelta

from bench import years
from gate import clock, ledger
from gate.ledger import Result
from gate.models import Lane, open_database


def main(url: str, seconds: float) -> None:
    open_database(url)
    lane = Lane.select().first()
    fence, began = ledger.claim(lane.id), time.monotonic()
    for count in itertools.count(1):
        at = clock.now() + timedelta(milliseconds=count)
        row = years.a_row(at, lane, fence, serial_no=f"{time.time_ns()}{count}")
        ledger.note_outcome(ledger.record(row), Result.LIFTED, position="open")
        if time.monotonic() - began > seconds:
            break
    print(count, time.monotonic() - began)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
