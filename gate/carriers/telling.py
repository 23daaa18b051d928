"""Letters that go to a carrier by themselves: what the plant has answered, and what ends soon. Each once."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from gate import clock, letters, mail, people_addresses
from gate.carriers import companies, states
from gate.carriers.letters import ANSWERS, INSPECTION, PERMISSION
from gate.facts import Status
from gate.letters import Letter, Sender
from gate.mail import servers
from gate.models import Application, ApplicationStep, Carrier, User, Vehicle
from gate.papers import LICENCE_BACK, readings

REMINDED = (1, 7, 30)
"""So many days before the end: at the first look within each."""
ANSWERED_WITHIN = timedelta(days=2)
"""An older answer has been seen, or is told too late to help."""


def tell(sender: Sender) -> None:
    """Everything that is due by now; nothing while no mail server is there to send it."""
    if servers.has_one():
        _answers(sender)
        _permissions(sender)
        _inspections(sender)


def readers(carrier: Carrier) -> Iterator[User]:
    """Its people whose addresses are known to be theirs."""
    for user in companies.people_of(carrier):
        if people_addresses.is_reached(user):
            yield user


def _answers(sender: Sender) -> None:
    since = clock.stamp(clock.now() - ANSWERED_WITHIN)
    steps = (
        ApplicationStep.select(ApplicationStep, Application, Carrier)
        .join(Application)
        .join(Carrier)
        .where(ApplicationStep.at >= since, ApplicationStep.what.in_(list(ANSWERS)))
    )
    for step in steps:
        for user in readers(step.application.carrier):
            told = {"plate": step.application.plate_no, "words": step.words}
            letter = letters.write(ANSWERS[states.Step(step.what)], user.language, sender, **told)
            _post("answer", f"answer:{step.id}:{user.id}", user, letter)


def _permissions(sender: Sender) -> None:
    today = clock.now().date()
    last = today + timedelta(days=max(REMINDED))
    for vehicle in _own().where(Vehicle.valid_to.between(today, last)):
        _remind(sender, "permission", vehicle, vehicle.valid_to)


def _inspections(sender: Sender) -> None:
    """As far as eyes have read until when the licence's second page says that a truck is inspected."""
    today = clock.now().date()
    for vehicle in _own().where(Vehicle.licence_back_image != ""):
        read = readings.of(vehicle.licence_back_image, LICENCE_BACK)
        told = readings.told_in(read).get("inspected_until") if read else None
        if told is None or not told.value:
            continue
        year, month = map(int, told.value.split("-"))
        ends = date(year, month, monthrange(year, month)[1])
        if today <= ends <= today + timedelta(days=max(REMINDED)):
            _remind(sender, "inspection", vehicle, ends)


def _own() -> Any:
    """The question for approved trucks of carriers."""
    rows = Vehicle.select(Vehicle, Carrier).join(Carrier)
    return rows.where(Vehicle.status == Status.APPROVED.value)


def _remind(sender: Sender, kind: str, vehicle: Vehicle, ends: date) -> None:
    days = (ends - clock.now().date()).days
    before = next(each for each in REMINDED if days <= each)
    assert vehicle.carrier is not None
    for user in readers(vehicle.carrier):
        told = {"plate": vehicle.plate_no, "day": ends, "days": days}
        letter = letters.write(
            PERMISSION if kind == "permission" else INSPECTION, user.language, sender, **told
        )
        _post("reminder", f"{kind}:{vehicle.id}:{ends}:{before}:{user.id}", user, letter)


def _post(kind: str, key: str, user: User, letter: Letter) -> None:
    mail.post(kind, key, user.email, user.language, letter.subject, letter.text)
