"""A report, its letters in every state, and two who get it, for the portal's pages."""

from datetime import timedelta

from gate import clock, evidence, mail, people_addresses
from gate.mail import outbox
from gate.models import Report, User
from gate.report import archive, figures, plan
from settings import Settings
from tests import cast

LONG_NAME = "燕山钢铁有限公司安全环保部环境监测与门禁管理科（值班）"


def furnish(settings: Settings) -> None:
    """Put something into every list of the reports."""
    report(settings)
    _recipients()
    _roles()


def report(settings: Settings, html: str = "<p>环保门禁日报</p>") -> Report:
    """A report of yesterday, and letters of it in every state that they can be in."""
    kept = {
        language: {archive.PAGE: evidence.keep(settings.evidence_dir, html.encode(), archive.HTML)}
        for language in plan.LANGUAGES
    }
    workbook = evidence.keep(settings.evidence_dir, b"a table", archive.WORKBOOK)
    day = clock.now().astimezone(clock.BEIJING).date() - timedelta(days=1)
    made = archive.Made(
        day, archive.next_version(day), figures.of(day, []), kept, workbook, rows=412
    )
    found = archive.enter(made, "", _mail)
    assert found is not None
    return found


def _mail(made: Report) -> None:
    for state in outbox.State:
        to, subject = f"{state}@plant.example", f"环保门禁日报 {made.day}"
        letter = mail.post(
            "report", f"report:{made.day}:{to}", to, "zh", subject, "全部合格。",
            about=archive.about(made.day, made.version),
        )  # fmt: skip
        letter.state, letter.problem = state, "the mail server refuses: 550 no such user"
        letter.tries, letter.answer = 1, "250 taken"
        letter.save()


def _recipients() -> None:
    for name, active in (("李环保", "on"), (LONG_NAME, "")):
        address = f"{'a' * (40 if active else 8)}@plant.example"
        told = {"name": name, "address": address, "language": "zh", "active": active}
        plan.save_recipient(told, cast.MANAGER.username)


def _roles() -> None:
    """The manager reads it at an address of their own, the administrator at one that is named; others have none."""
    for person, name in ((cast.MANAGER, "b"), (cast.ADMIN, "a")):
        user = User.get(User.username == person.username)
        email = f"{name * 40}@plant.example"
        people_addresses.set_email(user, {"email": email})
        people_addresses.confirm_email(user.id, email)
    plan.save_roles({"roles": plan.ROLES, "roles_want_pdf": "on"}, cast.MANAGER.username)
