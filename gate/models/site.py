"""The plant as it stands: gates, lanes, the devices at them, and the rules in force."""

from peewee import (
    BigIntegerField,
    BooleanField,
    CharField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from gate.models.base import MomentField, Table


class Gate(Table):
    """出入口: a letter and a name."""

    gate_no = CharField(max_length=1, unique=True)
    name = CharField(max_length=64)


class Lane(Table):
    """车道: one barrier of a gate, and the way traffic goes through it (T6, or "both")."""

    gate = ForeignKeyField(Gate, backref="lanes", on_delete="RESTRICT")
    barrier_no = CharField(max_length=3)
    name = CharField(max_length=64)
    direction = CharField(max_length=4)
    enabled = BooleanField(default=True)
    fence = IntegerField(default=0)
    """The highest number any watcher of this lane has held: rows under an older one are refused."""
    region = TextField(default="")
    """Where its camera's picture is looked at (gate.region); empty for the whole of it."""

    class Meta:
        indexes = ((("gate", "barrier_no"), True),)

    @property
    def code(self) -> str:
        return f"{self.gate.gate_no}-{self.barrier_no}"


class Device(Table):
    """A camera, barrier, display or platform: which driver, with which settings."""

    lane = ForeignKeyField(Lane, backref="devices", null=True, on_delete="RESTRICT")
    kind = CharField(max_length=16)
    name = CharField(max_length=64)
    driver = CharField(max_length=32)
    config = TextField(default="{}")
    """JSON that the driver's own pydantic model has accepted."""
    enabled = BooleanField(default=True)


class RuleSet(Table):
    """A version of the rules. Never edited: a change is the next version."""

    minimum_stage = CharField(max_length=1, default="5")
    let_out = BooleanField(default=True)
    created_at = MomentField()
    created_by = CharField(max_length=64)
    demand_network = BooleanField(default=False)
    """Heavy diesel and gas trucks must report by OBD (T7)."""
    contradictions = CharField(max_length=4, default="hold")
    """What papers that contradict each other do: "hold" or "warn"."""
    implausible_stages = CharField(max_length=4, default="warn")
    """The same of a stage that could not have been sold on the registration date (§6.4)."""
    strong_confidence = DoubleField(default=0.95)
    """How sure the weakest character of a single look must be."""
    fair_confidence = DoubleField(default=0.8)
    """The same of several looks that agree."""
    z11_is_heavy = BooleanField(default=True)
    """Whether 大型专项作业车 count as heavy trucks in control rules (T4)."""
    emergency_by_plate = BooleanField(default=False)
    """Whether an unregistered police or rescue plate opens by itself."""
    performance_grade = CharField(max_length=8, default="")
    """绩效等级 of the plant; with grade A no measure is proposed of itself (§5.2)."""
    when_offline = CharField(max_length=6, default="decide")
    """While database or platform cannot be reached: "decide" on the last good copy, or "hold" (R-068)."""
    supplement_share = IntegerField(default=20)
    """How many of a day's supplements a second person reviews, per cent (R-052)."""
    supplement_least = IntegerField(default=3)
    """And how many at least."""


class PlatformLink(Table):
    """Whether a platform answered when it was last asked for its list. Not ledger: it is what a lane must know."""

    device_id = BigIntegerField(unique=True)
    answered_at = MomentField(null=True)
    lost_at = MomentField(null=True)
    """Since when it has not answered; none while it does."""
