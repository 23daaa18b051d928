"""Reading photographed papers: one after the other, on one thread, beside the lanes and never in their way."""

import time
from functools import lru_cache

import cv2
import numpy as np
import structlog

from devices import eyes
from devices.interfaces import DeviceError, Image, PaperReader
from gate import papers
from gate.evidence import StoreAway
from gate.models import PaperReading
from gate.papers import readings
from workers import context

log = structlog.get_logger()


def read_papers() -> None:
    """Read whatever waits. One that brings its reader down is tried again when it has been silent for long enough."""
    context.open_database()
    while (reading := readings.take()) is not None:
        try:
            _read(reading)
        except StoreAway as away:
            log.warning("paper_out_of_reach", reading=reading.id, problem=str(away))
        except DeviceError as fault:
            log.error("papers_cannot_be_read", problem=fault.message)
            readings.failed(reading, fault.message)


def _read(reading: PaperReading) -> None:
    began = time.monotonic()
    image = _photograph(reading.fingerprint)
    if image is None:
        readings.failed(reading, "the photograph is gone or damaged")
        return
    height, width = image.shape[:2]
    told = papers.read(_eyes().lines(image), width, height)
    readings.done(reading, told, (width, height))
    took = round(time.monotonic() - began, 1)
    log.info("paper_read", reading=reading.id, kind=reading.kind, fields=len(told), seconds=took)


def _photograph(fingerprint: str) -> Image | None:
    kept = context.store().find(fingerprint)
    if kept is None:
        return None
    with kept.open() as file:
        content = np.frombuffer(file.read(), np.uint8)
    # An empty buffer is an error of cv2, what is no picture only None.
    image = cv2.imdecode(content, cv2.IMREAD_COLOR) if content.size else None
    return None if image is None else np.asarray(image, np.uint8)


@lru_cache(maxsize=1)
def _eyes() -> PaperReader:
    """Opened with the first paper, and kept."""
    return eyes.for_papers()
