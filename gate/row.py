"""The row of a passage: where, when, who, why, and how sure the eyes were."""

import json
from collections.abc import Mapping
from typing import Any

from gate import clock, grounds
from gate.codes import AUTOMATIC
from gate.control import in_force
from gate.photographs import Photos
from gate.sighting import Judgement, Post, Sighting

MOST_LOOKS_TOLD = 12


def of(
    serial_no: str,
    post: Post,
    sighting: Sighting,
    judgement: Judgement,
    file: Mapping[str, Any],
    photos: Photos,
    clock_off_s: float = 0.0,
) -> dict[str, Any]:
    """Every column of the passage. `file`: what the register held of the vehicle at that moment."""
    facts = judgement.facts
    return {
        "serial_no": serial_no,
        "lane_id": post.lane_id,
        "gate_no": post.gate_no,
        "barrier_no": post.barrier_no,
        "direction": sighting.direction,
        "passed_at": sighting.at,
        "front_photo": photos.front,
        "body_photo": photos.body,
        "plate_photo": photos.plate,
        "plate_no": facts.plate_no,
        "plate_colour": facts.colour.value if facts.colour else "",
        **file,
        **_why(judgement),
        **_seen(sighting),
        "evidence_problem": photos.problem,
        "watcher": post.watcher,
        "fence": post.fence,
        "clock_off_ms": 0 if clock.is_trusted(clock_off_s) else round(clock_off_s * 1000),
    }


def _why(judgement: Judgement) -> dict[str, Any]:
    """What was decided, and by which versions of everything that has one."""
    decision, facts, rules = judgement.decision, judgement.facts, judgement.rules
    ruling = in_force(rules.policies, facts.moment)
    return {
        "verdict": decision.verdict.value,
        "reasons": ",".join(reason.value for reason in decision.reasons),
        "opening_mode": AUTOMATIC if decision.opens else "",
        "rules_version": rules.version,
        "list_version": judgement.list_version,
        "policies": ",".join(f"{policy.policy_id}.{policy.version}" for policy in ruling),
        "grounds": grounds.told(decision, facts, rules),
        "decided_offline": judgement.offline,
        "look_alike": facts.look_alike or "",
    }


def _seen(sighting: Sighting) -> dict[str, Any]:
    """How sure the eyes were, look by look."""
    reading = sighting.reading
    looks = [
        [look.text, look.colour.value if look.colour else "", round(look.weakest, 4)]
        for look in sighting.seen[-MOST_LOOKS_TOLD:]
    ]
    return {
        "confidence": round(reading.confidence, 4) if reading else 0.0,
        "looks": sighting.looks,
        "looks_told": json.dumps(looks, ensure_ascii=False) if looks else "",
        "plate_corners": _corners(sighting),
    }


def _corners(sighting: Sighting) -> str:
    """Where the plate stands in the picture; nothing where no picture shows it."""
    if sighting.reading is None or sighting.frame is None:
        return ""
    return json.dumps([[round(x), round(y)] for x, y in sighting.reading.corners])
