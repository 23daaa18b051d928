"""Carriers hear by letter what the plant has answered, and what ends soon."""

from gate.carriers import telling
from gate.letters import Sender
from workers import context


def tell_carriers() -> None:
    """Put what is due into the outbox."""
    context.open_database()
    of = context.settings()
    telling.tell(Sender(of.enterprise_name, of.address))
