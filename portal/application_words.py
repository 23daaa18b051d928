"""Applications in the words of the plant: where they stand, what does not agree, what an approval would overlook."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from gate import clock, codes
from gate.carriers.answering import Obstacle
from gate.carriers.contradictions import (
    ASKED_TWICE,
    EMISSION_LIST_MISSING,
    INSPECTION_OVER,
    PAGES_DIFFER,
    READ_DIFFERS,
    TYPE_AGAINST_COLOUR,
    Contradiction,
)
from gate.carriers.states import State, Step
from gate.papers import EMISSION_LIST, LICENCE_BACK, LICENCE_FRONT
from portal import mistakes, vehicle_words, wording
from portal.table_words import DOUBTS

SHOWS: Mapping[str, Any] = {
    "waiting": _("Waiting"),
    "asked": _("More was asked for"),
    "decided": _("Answered"),
    "all": _("All"),
}
STATES: Mapping[str, Any] = {
    State.SENT: _("Waiting"),
    State.ASKED: _("More was asked for"),
    State.APPEALED: _("Appeal"),
    State.APPROVED: _("Approved"),
    State.REJECTED: _("Rejected"),
    State.WITHDRAWN: _("Taken back"),
}
STEPS: Mapping[str, Any] = {
    Step.SENT: _("Sent by the carrier"),
    Step.ANSWERED: _("Answered by the carrier"),
    Step.APPEALED: _("The carrier appeals"),
    Step.WITHDRAWN: _("Taken back by the carrier"),
    Step.ASKED: _("More was asked for"),
    Step.APPROVED: _("Approved"),
    Step.REJECTED: _("Rejected"),
}
TONES: Mapping[str, str] = {
    State.APPROVED: "approved",
    State.REJECTED: "suspended",
    State.APPEALED: "suspended",
    State.WITHDRAWN: "withdrawn",
}
SENTENCES: Mapping[str, Any] = {
    **DOUBTS,
    TYPE_AGAINST_COLOUR: _("A vehicle of this type does not wear a plate of this colour."),
    EMISSION_LIST_MISSING: _(
        "Registered in 2017 or later, and there is no photograph of its emission information list."
    ),
}
PAPERS: Mapping[str, Any] = {
    LICENCE_FRONT: _("Vehicle licence, front"),
    LICENCE_BACK: _("Vehicle licence, back"),
    EMISSION_LIST: _("Emission information list"),
}
OBSTACLES: Mapping[str, Any] = {
    Obstacle.ANOTHER_CARRIER: _(
        "Another carrier has this truck in the register. It would change hands."
    ),
    Obstacle.PLANTS_OWN: _(
        "The plant itself keeps the file of this truck. The carrier would see and change it from now on."
    ),
    Obstacle.SUSPENDED: _("The truck is suspended. Every lane would let it in again."),
    Obstacle.LISTED: _(
        "The truck is on the over-emission list. It stays refused whatever is approved here."
    ),
}
ASKS: codes.Table = {
    "blurred": codes.Words("照片看不清，请重拍。", "A photograph cannot be read: please take it again."),
    "differs": codes.Words(
        "填写的内容与证件照片不一致，请核对后改正。",
        "What is typed differs from the papers: please compare and put it right.",
    ),
    "list": codes.Words("请补拍随车清单。", "Please add a photograph of the emission information list."),
    "truck": codes.Words(
        "车辆照片看不到号牌，请重拍。", "The plate cannot be seen on the photograph of the truck."
    ),
}  # fmt: skip
REJECTS: codes.Table = {
    "stage": codes.Words("排放阶段不符合本厂要求。", "The emission stage is below what the plant asks."),
    "papers": codes.Words("证件与车辆不符。", "The papers are not those of this truck."),
    "inspection": codes.Words("行驶证检验有效期已过。", "The inspection of the vehicle is over."),
    "unwanted": codes.Words("本厂近期没有这类运输需求。", "The plant needs no such transport at present."),
}  # fmt: skip
"""Usual sentences, which stand in the ledger in Chinese; for anything else there are words of one's own."""


def contradiction(told: Contradiction) -> str:
    """What does not agree, in a sentence."""
    more = told.more
    if told.key == READ_DIFFERS:
        (name,) = told.fields
        return str(
            gettext(
                "%(item)s: on the photograph (%(paper)s) stands %(read)s.",
                item=vehicle_words.item(name),
                paper=paper(more["paper"]),
                read=vehicle_words.value_of(more["read"], name),
            )
        )
    if told.key == PAGES_DIFFER:
        (name,) = told.fields
        return str(
            gettext(
                "%(item)s: the front of the licence says %(front)s, its back %(back)s.",
                item=vehicle_words.item(name),
                **more,
            )
        )
    if told.key == ASKED_TWICE:
        return str(gettext("%(carrier)s asks for the same truck, as %(plate)s.", **more))
    if told.key == INSPECTION_OVER:
        return str(gettext("The inspection of the vehicle was good until %(until)s.", **more))
    sentence = wording.say(SENTENCES, told.key)
    return f"{sentence} {more['plates']}" if "plates" in more else sentence


def paper(kind: str) -> str:
    return wording.say(PAPERS, kind)


def obstacle(key: str) -> str:
    return wording.say(OBSTACLES, key)


def waits(since: datetime) -> str:
    """For how long it has waited, in the unit that says enough."""
    hours = int((clock.now() - since).total_seconds() // 3600)
    if hours < 1:
        return str(gettext("less than an hour"))
    if hours < 48:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s day", "%(num)s days", hours // 24))


def show(key: str) -> str:
    return wording.say(SHOWS, key)


FILTERS: Mapping[str, Any] = {
    "application_show": show,
    "asks_for": lambda state: wording.say(STATES, state),
    "asks_tone": lambda state: TONES.get(state, "pending"),
    "was_done": lambda step: wording.say(STEPS, step),
    "contradiction": contradiction,
    "paper": paper,
    "obstacle": obstacle,
    "waits": waits,
    "mistake": mistakes.sentence,
}
