"""One line of JSON per event, for people with grep and for machines."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from gate import clock


def configure(level: str) -> None:
    """Log from `level` (debug, info, warning, error) upwards to standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _in_beijing_time,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _in_beijing_time(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["at"] = clock.stamp(clock.now())
    return event
