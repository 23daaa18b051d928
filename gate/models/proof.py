"""What is kept beside the ledger to prove it: derived, or about the processes. None of it is ledger."""

from peewee import BigIntegerField, BlobField, CharField, CompositeKey, IntegerField

from gate.models.base import MomentField, Table


class TreeNode(Table):
    """A complete subtree of the tree over all entries, from the level of 64 on. It can be built anew at any time."""

    level = IntegerField()
    number = BigIntegerField()
    hash = BlobField()

    class Meta:
        table_name = "tree_node"
        primary_key = CompositeKey("level", "number")


class ReceiptOf(Table):
    """Which entries of the chain are answers of the platform about which passage. It can be built anew."""

    entry = BigIntegerField(primary_key=True)
    passage = IntegerField(index=True)

    class Meta:
        table_name = "receipt_of"


class SignOfLife(Table):
    """When a lane was last seen to be watched."""

    lane_id = IntegerField(primary_key=True)
    at = MomentField()
    watcher = CharField(max_length=64)

    class Meta:
        table_name = "sign_of_life"
