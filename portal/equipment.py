"""The plant's gates, lanes and devices: found, tried, named, and how they are now."""

from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField

from gate import site
from gate.models import Device, Gate, Lane
from gate.site import SiteError
from portal import device_state, device_words, lens_words, mistakes, questions
from portal.forms import PortalForm
from portal.htmx import render, say, wants_fragment
from portal.plant import plant
from portal.security import ADMIN, allow, username
from workers import live, probe

bp = Blueprint("equipment", __name__, url_prefix="/equipment")
bp.add_app_template_filter(device_words.problem, "device_problem")

WAYS = {
    "1": lazy_gettext("In only"),
    "2": lazy_gettext("Out only"),
    site.BOTH_WAYS: lazy_gettext("Both ways"),
}


APART = (
    (
        "platform",
        lazy_gettext("Platforms of the authority"),
        lazy_gettext("Set up a platform"),
        lazy_gettext("No platform yet"),
        lazy_gettext("Passages are kept here until one is set up, and are sent then."),
    ),
    (
        "mail",
        lazy_gettext("Mail server"),
        lazy_gettext("Set up a mail server"),
        lazy_gettext("No mail server yet"),
        lazy_gettext("Reports and notices are mailed once there is one."),
    ),
)
"""What stands at no lane: its kind, heading, how it is added, and what is said while there is none."""


class GateForm(PortalForm):
    gate_no = StringField(lazy_gettext("Letter"), render_kw={"maxlength": 1})
    name = StringField(lazy_gettext("Name"))


class LaneForm(PortalForm):
    gate = SelectField(lazy_gettext("Gate"), validate_choice=False)
    barrier_no = StringField(lazy_gettext("Barrier number"), render_kw={"maxlength": 3})
    name = StringField(lazy_gettext("Name"))
    direction = SelectField(lazy_gettext("Traffic"), validate_choice=False)
    enabled = BooleanField(lazy_gettext("In use"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate.choices = [(str(gate.id), f"{gate.gate_no} {gate.name}") for gate in site.gates()]
        self.direction.choices = [(code, str(words)) for code, words in WAYS.items()]


@bp.get("/")
@allow(ADMIN)
def index() -> Response:
    lanes, devices = site.lanes(), list(Device.select().order_by(Device.kind, Device.name))
    return render(
        "equipment/index.html",
        fragment="plant",
        gates=site.gates(),
        lanes=lanes,
        ways=WAYS,
        kinds=device_words.KINDS,
        at_a_lane=site.AT_A_LANE,
        apart=APART,
        devices=devices,
        states=device_state.of_devices(plant().redis, lanes, devices),
        lenses=lens_words.in_short(),
    )


@bp.post("/cameras/search")
@allow(ADMIN)
def search() -> Response:
    addresses = request.form.get("addresses", "").replace(",", " ").replace("，", " ").split()
    question = questions.put(lambda: probe.look_for_cameras(plant().redis, addresses[:64]))
    if question.number and not wants_fragment():
        return redirect(url_for("equipment.question", number=question.number), 303)
    return _answer(question)


@bp.get("/questions/<number>")
@allow(ADMIN)
def question(number: str) -> Response:
    """How far a question has come: a fragment that asks again by itself until there is an answer."""
    return _answer(questions.follow(number))


@bp.get("/questions/<number>/picture")
@allow(ADMIN)
def picture(number: str) -> Response:
    value = questions.follow(number).reply.value
    if not isinstance(value, dict) or "picture" not in value:
        abort(404)
    return Response(value["picture"], mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


@bp.route("/gates/new", methods=["GET", "POST"], endpoint="new_gate")
@bp.route("/gates/<int:gate_id>", methods=["GET", "POST"])
@allow(ADMIN)
def gate(gate_id: int | None = None) -> Response:
    present = _of(Gate, gate_id)
    form = GateForm(request.form, obj=present)
    return _take(
        form,
        "equipment/gate.html",
        lambda: site.save_gate(form.data, username(), present),
        _("The gate is saved."),
        present,
    )


@bp.route("/lanes/new", methods=["GET", "POST"], endpoint="new_lane")
@bp.route("/lanes/<int:lane_id>", methods=["GET", "POST"])
@allow(ADMIN)
def lane(lane_id: int | None = None) -> Response:
    present = _of(Lane, lane_id)
    shown = present.__data__ if present else {"enabled": True, "gate": request.args.get("gate")}
    form = LaneForm(request.form, data={**shown, "gate": str(shown["gate"])})
    return _take(
        form,
        "equipment/lane.html",
        lambda: site.save_lane(form.data, username(), present),
        _("The lane is saved.")
        if present
        else _("The lane is saved. Once its devices are set up, start the product again."),
        present,
    )


def _take(form: PortalForm, template: str, write: Any, sentence: str, present: Any) -> Response:
    """Show the form, or write what was sent; mistakes come back at their fields."""
    if request.method == "GET":
        return render(template, form=form, present=present)
    try:
        write()
    except SiteError as refused:
        mistakes.show(form, refused.errors)
        return render(template, status=422, form=form, present=present)
    return done(sentence)


def done(sentence: str) -> Response:
    """What was written is told to the lanes and to the person."""
    live.ring(plant().redis, live.LANE)
    say(sentence)
    return redirect(url_for("equipment.index"), 303)


def _answer(question: questions.Question) -> Response:
    return render(
        "equipment/question.html",
        fragment="answer",
        question=question,
        candidates=questions.candidates(question.reply),
    )


def _of(model: Any, number: int | None) -> Any:
    if number is None:
        return None
    return model.get_or_none(model.id == number) or abort(404)
