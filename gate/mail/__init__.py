"""Letters: how they are composed, and the outbox in which they wait for the mail server."""
