"""One device: its form is drawn from its driver, and it is tried before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, Form, SelectField, StringField

from gate import site
from gate.models import Device
from gate.site import SiteError
from portal import device_words, driver_form, mistakes, questions, reader_addresses
from portal.equipment import done
from portal.forms import PortalForm
from portal.htmx import render, wants_fragment
from portal.plant import plant
from portal.questions import Question
from portal.security import ADMIN, allow, username
from workers import live, probe

bp = Blueprint("devices", __name__, url_prefix="/equipment/devices")


class DeviceForm(PortalForm):
    """What every device has, whatever its driver."""

    name = StringField(lazy_gettext("Name"))
    lane = SelectField(lazy_gettext("Lane"), validate_choice=False)
    enabled = BooleanField(lazy_gettext("In use"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lanes = [(str(lane.id), f"{lane.code} {lane.name}") for lane in site.lanes()]
        self.lane.choices = [("", "—"), *lanes]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The two halves of the form, and what its device was last asked."""

    kind: str
    driver: str
    device: Device | None
    form: DeviceForm
    driver_form: Form
    question: Question | None = None
    untested: bool = False
    """Saving was refused because these settings have not been tried with success."""

    @property
    def schema(self) -> Mapping[str, Any]:
        return probe.describe(self.driver)

    def settings(self) -> dict[str, Any]:
        """What was typed, with the stored secrets where nothing was."""
        typed = driver_form.read(self.driver_form)
        return site.keep_secrets(typed, self.device) if self.device else typed

    @property
    def calls_us(self) -> bool:
        """Whether the device comes to us: there is nothing to be tried."""
        return self.kind == site.READER

    def unchanged(self, settings: Mapping[str, Any]) -> bool:
        """Whether a saved device keeps its settings: to rename it is no reason to try it again."""
        return self.device is not None and settings == site.settings_of(self.device)

    def accept(self) -> dict[str, Any] | None:
        """The settings as the driver takes them; None with the mistakes at their fields."""
        accepted, errors = probe.check(self.driver, self.settings())
        mistakes.show(self.driver_form, errors)
        return None if errors else accepted


@bp.get("/new")
@allow(ADMIN)
def new() -> Response:
    kind = _known_kind(request.args.get("kind", ""))
    shown = {"name": request.args.get("name"), "lane": request.args.get("lane"), "enabled": True}
    sheet = _sheet(kind, _known_driver(kind, request.args.get("driver", "")), None)
    settings = {name: request.args[name] for name in ("host", "port") if name in request.args}
    drawn = driver_form.draw(sheet.schema, settings=settings)
    return _show(replace(sheet, form=DeviceForm(data=shown), driver_form=drawn))


@bp.get("/<int:device_id>")
@allow(ADMIN)
def edit(device_id: int) -> Response:
    present = _of(device_id)
    sheet = _sheet(present.kind, present.driver, present)
    drawn = driver_form.draw(sheet.schema, settings=site.settings_of(present))
    shown = {**present.__data__, "lane": str(present.__data__["lane"] or "")}
    return _show(replace(sheet, form=DeviceForm(data=shown), driver_form=drawn))


@bp.post("/try")
@allow(ADMIN)
def try_device() -> Response:
    """Try what is typed, saved or not."""
    sheet = _sent()
    settings = sheet.accept()
    if settings is None or sheet.calls_us:
        return _show(sheet, status=422)
    question = questions.put(lambda: probe.try_out(plant().redis, sheet.driver, settings))
    if wants_fragment():
        return render(
            "equipment/question.html", fragment="answer", question=question, candidates=[]
        )
    return _show(replace(sheet, question=questions.await_answer(question)))


@bp.post("/save")
@allow(ADMIN)
def save() -> Response:
    sheet = _sent()
    settings = sheet.accept()
    if settings is None:
        return _show(sheet, status=422)
    token = ""
    if sheet.calls_us and not settings["token"]:
        settings, token = reader_addresses.with_token(settings)
    number = request.form.get("trial", "")
    tried = sheet.calls_us or questions.passed(number, sheet.driver, settings)
    if not (tried or sheet.unchanged(settings) or request.form.get("untested")):
        question = questions.follow(number) if number else None
        return _show(replace(sheet, untested=True, question=question), status=422)
    values = {**sheet.form.data, "kind": sheet.kind, "driver": sheet.driver}
    try:
        saved = site.save_device(values, settings, username(), sheet.device)
    except SiteError as refused:
        mistakes.show(sheet.form, refused.errors)
        return _show(sheet, status=422)
    if token:
        live.ring(plant().redis, live.LANE)
        return reader_addresses.show(saved, token)
    return done(_("%(name)s is saved. Its lane takes it up by itself.", name=saved.name))


def _show(sheet: Sheet, status: int = 200) -> Response:
    response = render(
        "equipment/device.html",
        fragment="sheet",
        status=status,
        sheet=sheet,
        help=driver_form.help_of(sheet.schema),
        basics=driver_form.basics(sheet.schema),
        kind_word=device_words.KINDS[sheet.kind],
        at_a_lane=site.AT_A_LANE,
        drivers=[(name, device_words.DRIVERS[name]) for name in probe.DRIVERS[sheet.kind]],
    )
    # The answer to a trial goes beside the form; mistakes go into it.
    response.headers["HX-Retarget"] = "#sheet"
    return response


def _sent() -> Sheet:
    """The form as it was sent."""
    number = request.form.get("device", type=int)
    present = _of(number) if number else None
    kind = present.kind if present else _known_kind(request.form.get("kind", ""))
    driver = present.driver if present else _known_driver(kind, request.form.get("driver", ""))
    return _sheet(kind, driver, present)


def _sheet(kind: str, driver: str, device: Device | None) -> Sheet:
    drawn = driver_form.draw(probe.describe(driver), request.form)
    return Sheet(kind, driver, device, DeviceForm(request.form), drawn)


def _known_kind(kind: str) -> str:
    return kind if kind in probe.DRIVERS else abort(404)


def _known_driver(kind: str, driver: str) -> str:
    known = probe.DRIVERS[kind]
    return driver if driver in known else known[0]


def _of(number: int) -> Device:
    found: Device | None = Device.get_or_none(Device.id == number)
    return found or abort(404)
