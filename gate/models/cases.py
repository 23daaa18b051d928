"""Vehicles that wait at a lane for a person, and what people said and did about them."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from gate.models.base import MomentField, Table
from gate.models.ledger import Chained, Passage


class Case(Table):
    """待处理车辆: a vehicle that waits for a person until it is settled. Not ledger: what people did is told there."""

    passage = ForeignKeyField(Passage, unique=True, backref="+", on_delete="RESTRICT")
    lane_id = IntegerField()
    opened_at = MomentField()
    """The capture time of the passage."""
    state = CharField(max_length=10, index=True)
    """See gate.cases.rules.State."""
    at = MomentField(null=True)
    """When it was settled, or when somebody began to lift the arm for it."""
    by = CharField(max_length=64, default="")
    """Who did; empty where no person had a hand in it."""
    verdict = CharField(max_length=8)
    """How the vehicle is judged by now, as the reasons: at first what its row says."""
    reasons = TextField()
    plate_no = CharField(max_length=10, default="")
    """The plate that a person typed, as its colour; empty while what was read stands."""
    plate_colour = CharField(max_length=1, default="")
    problem = CharField(max_length=16, default="")
    """Why the arm did not move when it should have: a key of a lane's answers."""
    asked_at = MomentField(null=True)
    asked_by = CharField(max_length=64, default="")
    answer = CharField(max_length=4, default="")
    """The manager's: "yes" or "no"."""
    answered_at = MomentField(null=True)
    answered_by = CharField(max_length=64, default="")
    answer_words = TextField(default="")

    class Meta:
        table_name = "gate_case"
        indexes = ((("lane_id", "state"), False),)


class CaseNote(Chained):
    """What a person did about a vehicle that waited, other than lift the arm: that is an outcome."""

    KIND = "case_note"

    passage = ForeignKeyField(Passage, backref="+", on_delete="RESTRICT")
    at = MomentField()
    by = CharField(max_length=64)
    what = CharField(max_length=12)
    """See gate.cases.rules.Touch."""
    words = TextField()
    told = TextField()
    """JSON of whatever else belongs to it, such as the plate that was typed and the one that was read."""
