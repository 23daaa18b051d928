"""Packs: rows of the ledger with what proves them, to be checked by somebody who trusts neither us nor the plant."""

from gate.pack.writing import Packed, Seal, write, write_period

__all__ = ["Packed", "Seal", "write", "write_period"]
