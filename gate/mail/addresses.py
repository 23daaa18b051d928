"""Addresses that a letter can go to."""

import re

LONGEST = 254
_ADDRESS = re.compile(r"[0-9A-Za-z!#$%&'*+/=?^_`{|}~.\-]{1,64}@[0-9A-Za-z\-]+(\.[0-9A-Za-z\-]+)+")
"""One address, of letters that every mail server takes."""


def is_address(text: str) -> bool:
    """Whether this is one address, and nothing else."""
    return len(text) <= LONGEST and bool(_ADDRESS.fullmatch(text))
