"""`python -m bench [group …] [--seconds N]`: measure, print a table, write bench/latest.json."""

import argparse
import sys

from bench import figures
from bench.asked import ASKED


def main() -> int:
    """All groups or some; 2 for one that is not there, 1 when one could not be measured."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="group", help=", ".join(figures.GROUPS))
    parser.add_argument(
        "--seconds", type=float, default=240.0, help="how long each measurement watches (240)"
    )
    parser.add_argument(
        "--million", type=float, default=1.0, help="passages of the ledger that is searched (1)"
    )
    parser.add_argument(
        "--database-url",
        default="",
        help="an empty PostgreSQL for it and for kills, in place of SQLite",
    )
    arguments = parser.parse_args()
    ASKED.million, ASKED.database_url = arguments.million, arguments.database_url
    try:
        groups = figures.chosen(arguments.groups)
    except figures.UnknownGroup as problem:
        print(problem, file=sys.stderr)
        return 2
    found: dict[str, figures.Figure] = {}
    status = 0
    for group in groups:
        try:
            found |= figures.measure(group, arguments.seconds)
        except figures.CannotMeasure as problem:
            print(f"{group}: {problem}", file=sys.stderr)
            status = 1
    figures.report(found)
    return status


if __name__ == "__main__":
    sys.exit(main())
