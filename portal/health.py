"""For whoever watches the watchers: whether this process answers, and what it can reach."""

from flask import Blueprint, jsonify
from peewee import PeeweeException
from redis import RedisError
from werkzeug.wrappers import Response

from gate.models import Lane
from portal.plant import plant
from portal.security import EVERYBODY, allow

bp = Blueprint("health", __name__)


@bp.get("/health")
@allow(EVERYBODY)
def health() -> tuple[Response, int]:
    """200 while pages can be served; Redis may be away without the portal being ill."""
    database = _database_answers()
    told = {"ok": database, "database": database, "redis": _redis_answers()}
    return jsonify(told), 200 if database else 503


def _database_answers() -> bool:
    try:
        Lane.select().count()
    except PeeweeException:
        return False
    return True


def _redis_answers() -> bool:
    try:
        return bool(plant().redis.ping())
    except (RedisError, OSError):
        return False
