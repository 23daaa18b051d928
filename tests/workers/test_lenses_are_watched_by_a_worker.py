"""The lens watch runs in a worker that knows nothing but its settings, and takes up the passages of a real ledger."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from redis import Redis

from gate import clock, evidence
from gate.models import LensSample, LensState
from settings import Settings
from tests.gate import rows
from tests.patience import until
from tests.real_worker import working
from workers import queues


def test_a_worker_measures_and_judges(
    settings: Settings, redis: Redis, redis_url: str, database: Any, tmp_path: Path
) -> None:
    picture = cv2.imencode(".jpg", np.full((1080, 1920, 3), 90, np.uint8))[1].tobytes()
    photo = evidence.keep(settings.evidence_dir, picture)
    lane = rows.lane()
    for ago in range(3):
        rows.entered(lane, passed_at=clock.now() - timedelta(hours=ago), body_photo=photo)
    env = {
        "GREENGATE_DATA_DIR": str(settings.data_dir),
        "GREENGATE_DATABASE_URL": settings.database_url,
        "GREENGATE_REDIS_URL": redis_url,
    }
    with working(redis_url, tmp_path / "worker.log", queues.SLOW, env):
        queues.enqueue(redis, queues.SLOW, "workers.calls.watch_lenses", job_timeout=60, ttl=60)
        until(LensState.select().exists, "the lens has been judged", 60)
    assert LensSample.select().where(LensSample.brightness.is_null(False)).count() == 3
