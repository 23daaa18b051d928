"""The demo's nightly report: made at six, and mailed to the simulated post office."""

from gate.models import ReportRecipient
from gate.report import plan

BY = "demo"
ROLES = ("manager", "inspector")
RECIPIENTS = (("Group EHS", "ehs@group.example", "en"),)


def enter() -> None:
    """The plan and its recipients, at the first start; later ones leave what people have made of them."""
    if ReportRecipient.select().exists():
        return
    plan.save({"enabled": "on", "at": plan.USUAL}, BY)
    plan.save_roles({"roles": ROLES}, BY)
    for name, address, language in RECIPIENTS:
        told = {"name": name, "address": address, "language": language, "active": "on"}
        plan.save_recipient(told, BY)
