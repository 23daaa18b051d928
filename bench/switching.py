"""From the page to the lane: a policy is switched in the portal, and the lane logs from when on it decides by it."""

import re
import time
from datetime import datetime, timedelta
from random import Random

from flask.testing import FlaskClient

from bench.figures import CannotMeasure
from bench.plant import RunningPlant
from gate import clock, policies
from gate.models import database
from portal import create_app, passwords
from settings import Settings
from workers import context, queues

TIMES = 12
HEARD_WITHIN_S = 20.0
WHO, PASSWORD = "bench", "Gate-2026"


def delays(plant: RunningPlant) -> list[float]:
    """Seconds from sending the form to the first decision that could go by it, `TIMES` times; none is left in force."""
    settings = Settings(_env_file=None, data_dir=plant.folder)
    with queues.connect(context.redis_url(settings)) as redis:
        app = create_app(settings, redis=redis)
        passwords.create_user(WHO, "manager", WHO, PASSWORD)
        client = app.test_client()
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        client.post("/login", data={"username": WHO, "password": PASSWORD})
        random = Random(2)
        found = []
        for _ in range(TIMES):
            plant.keep(random.uniform(1.0, 2.5))  # in no rhythm with the lane
            found.append(_switched(plant, client))
        database.close()
    return found


def _switched(plant: RunningPlant, client: FlaskClient) -> float:
    ends = f"{clock.now() + timedelta(hours=2):%Y-%m-%dT%H:%M}"
    values = {"warning": "orange", "measure": "2", "days": "1", "ends": ends}
    page = client.post("/policies/new", data=values).text
    plan = re.search(r'name="plan"[^>]* value="([^"]+)"', page)
    if plan is None:
        raise CannotMeasure("The portal offered no switch.")
    sent = clock.now()
    sure = {"plan": plan[1], "reason": "bench", "password": PASSWORD}
    client.post("/policies/switch", data=sure)
    (row,) = [known.row for known in policies.ruling(clock.now())]
    heard = _heard(plant, f"{row.policy_id}.{row.version}")
    policies.withdraw(row.policy_id, WHO, "bench")
    return (heard - sent).total_seconds()


def _heard(plant: RunningPlant, policy: str) -> datetime:
    deadline = time.monotonic() + HEARD_WITHIN_S
    while time.monotonic() < deadline:
        for line in plant.told("decides_by"):
            if policy in line["policies"]:
                return clock.parse(line["at"])
        time.sleep(0.05)
    raise CannotMeasure(f"The lane did not hear of policy {policy}.")
