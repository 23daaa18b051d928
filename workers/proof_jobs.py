"""Jobs about the proof of the ledger: a checkpoint every hour, and the whole chain checked when somebody asks."""

import structlog

from gate import checkpoints, proof
from gate.proof.tree import TreeBroken
from gate.signing_key import KeyUnusable
from workers import context
from workers.verified import Verified

log = structlog.get_logger()


def make_checkpoint() -> None:
    """Sign the head of the chain as it is now."""
    context.open_database()
    try:
        seal = context.seal()
        made = checkpoints.make(seal.origin, seal.key)
    except (KeyUnusable, TreeBroken) as problem:
        log.error("no_checkpoint", problem=str(problem))
        return
    log.info("checkpoint", size=made.size, root=made.root)


def verify_ledger() -> None:
    """Walk the whole chain, and keep what was found for the page."""
    context.open_database()
    told = Verified.begins()
    told.keep(context.redis())

    def progress(done: int, total: int) -> None:
        told.reached(done, total).keep(context.redis())

    found = proof.verify(progress=progress)
    told.ended(found).keep(context.redis())
    log.info("ledger_verified", entries=found.entries, faults=len(found.faults))
