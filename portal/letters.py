"""Letters with links of this portal: only where there is a mail server, and the portal knows its own address.

What a request says of the address is whatever its sender wants: a link made of it could lead anywhere.
"""

from collections.abc import Mapping
from typing import Any

from flask import url_for

from gate import letters, mail
from gate.letters import Kind, Sender
from gate.mail import servers, troubles
from gate.models import User
from portal.plant import plant


def can_be_sent() -> bool:
    """Whether a letter with a link can go out."""
    return bool(plant().address) and servers.has_one()


def link_to(endpoint: str, **values: Any) -> str:
    """The address of a page as it stands in a letter."""
    return plant().address + url_for(endpoint, **values)


def send(kind: Kind, key: str, user: User, told: Mapping[str, object]) -> None:
    """Put a letter to this person into the outbox, once for its key."""
    house = plant()
    letter = letters.write(kind, user.language, Sender(house.name, house.address), **told)
    mail.post(
        troubles.ACCOUNT,
        key,
        user.email,
        user.language,
        letter.subject,
        letter.text,
        about=_about(user),
    )


def came_back(user: User) -> bool:
    """Whether the last letter to this person's address was refused: it is mistyped, or given up."""
    return bool(user.email) and troubles.came_back(_about(user), user.email)


def _about(user: User) -> str:
    return f"account {user.id}"
