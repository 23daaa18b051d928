"""Letters: how they are composed, and the outbox in which they wait for the mail server."""

from gate.mail.outbox import post

__all__ = ["post"]
