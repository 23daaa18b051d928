"""Control policies and exemptions: what the authority and the plant have ordered, version by version."""

from peewee import BigIntegerField, BooleanField, CharField, IntegerField, TextField

from gate.models.base import MomentField, Table


class ControlPolicyRow(Table):
    """One version of a control policy. Never edited: a change or a withdrawal is the next version."""

    policy_id = IntegerField()
    version = IntegerField()
    name = CharField(max_length=64)
    source = CharField(max_length=10)
    starts = MomentField()
    ends = MomentField(index=True)
    withdrawn = MomentField(null=True)
    drill = BooleanField(default=False)
    content = TextField()
    """The whole policy, by gate.control.to_json: this is what lanes judge by; the columns above are for finding it."""
    received = TextField(default="")
    """The authority's order as it came, where it came from outside."""
    created_at = MomentField()
    created_by = CharField(max_length=64)
    changed_seq = BigIntegerField(index=True)

    class Meta:
        table_name = "control_policy"
        indexes = ((("policy_id", "version"), True),)


class ExemptionRow(Table):
    """豁免: who is not restricted by control policies, for how long and why (R-066)."""

    kind = CharField(max_length=16)
    plate_no = CharField(max_length=10, default="")
    plate_colour = CharField(max_length=1, default="")
    vehicle_types = TextField(default="")
    """Codes, separated by commas, as in the two below."""
    use_natures = TextField(default="")
    cargo = TextField(default="")
    valid_from = MomentField()
    valid_to = MomentField(index=True)
    withdrawn = MomentField(null=True)
    reason = TextField()
    evidence = CharField(max_length=64, default="")
    """Fingerprint of the proof in the evidence store."""
    created_at = MomentField()
    created_by = CharField(max_length=64)
    changed_seq = BigIntegerField(index=True)

    class Meta:
        table_name = "exemption"
