"""The daily sample of supplements, drawn as soon as a checkpoint covers the day (R-052)."""

import structlog

from gate import supplement_samples
from workers import context

log = structlog.get_logger()


def draw_samples() -> None:
    """Draw from every day that is over; each once, whoever is faster."""
    context.open_database()
    for sample in supplement_samples.draw_due():
        log.info("supplements_drawn", day=sample.day, share=sample.share, least=sample.least)
