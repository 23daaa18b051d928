"""Whether the disk lasts for as long as the law wants evidence kept (R-105)."""

from flask import Blueprint
from werkzeug.wrappers import Response

from gate import clock, storage
from gate.evidence import StoreAway
from gate.models import Retention
from portal.htmx import render
from portal.plant import plant
from portal.security import ADMIN, INSPECTOR, MANAGER, allow
from workers import carrying

bp = Blueprint("storage", __name__, url_prefix="/storage")

LAST = 20


@bp.get("")
@allow(ADMIN, MANAGER, INSPECTOR)
def index() -> Response:
    """What there is, what comes every day, what the periods want, and what has been let go."""
    try:
        found = storage.forecast(plant().store, plant().periods, clock.now())
    except StoreAway:
        found = None
    removed = Retention.select().order_by(Retention.id.desc()).limit(LAST)
    return render(
        "storage/index.html",
        found=found,
        periods=plant().periods,
        machines=carrying.machines(plant().redis),
        removed=[(row, row.fingerprints.count("\n") + 1) for row in removed],
    )


def size(told: float) -> str:
    """Bytes as people say them: 1.2 TB, 340 GB, 12 MB."""
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if told >= factor:
            return f"{told / factor:,.1f} {unit}"
    return f"{told / 1e3:,.0f} kB"


bp.add_app_template_filter(size, "as_size")
