"""The demo's people: one for each role, with a password that is printed at every start."""

from gate import people_addresses
from gate.models import User
from portal.passwords import create_user

PASSWORD = "greengate-demo"
PEOPLE = (
    ("guard", "guard", "王守门"),
    ("manager", "manager", "李环保"),
    ("inspector", "inspector", "赵核查"),
    ("carrier", "carrier", "北方运输 陈"),
    ("admin", "admin", "孙信息"),
)
EMAILS = {"manager": "manager@plant.example", "inspector": "zhao@epb.example"}


def enter() -> None:
    """Accounts for those who have none yet, some with an address that is confirmed."""
    for username, role, display_name in PEOPLE:
        if User.get_or_none(User.username == username) is None:
            user = create_user(username, role, display_name, PASSWORD, by="demo")
            if email := EMAILS.get(username):
                people_addresses.set_email(user, {"email": email})
                people_addresses.confirm_email(user.id, email)
