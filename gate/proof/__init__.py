"""What makes the ledger provable: the chain of entries, the tree over them, and the check of both."""

from gate.proof.chain import GENESIS, append, append_all, canonical
from gate.proof.rows import facts, is_as_hashed
from gate.proof.stretch import Fault
from gate.proof.verification import Verification, verify

__all__ = [
    "GENESIS",
    "Fault",
    "Verification",
    "append",
    "append_all",
    "canonical",
    "facts",
    "is_as_hashed",
    "verify",
]
