"""Carriers by themselves: signed up with their first account, changed, stopped and let go on; all in the chain."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from gate import changes, clock, people, proof
from gate.changes import Change
from gate.fields import Fields, Mistakes
from gate.models import Carrier, User, database
from gate.people_addresses import read_email

KIND = "carrier"
ROLE = "carrier"
_MAINLAND_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}")


class CarrierError(Mistakes):
    """What cannot be a carrier, or is not its to do."""


def as_phone(text: str) -> str:
    """A telephone number without what people put between its digits, nor the country's code."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).removeprefix("+86")


def sign_up(values: Mapping[str, Any], password_hash: str) -> tuple[Carrier, User]:
    """A carrier and its first account, which signs in by its phone number; raises CarrierError.

    Wants `name` of the company, `display_name` of the person, `phone`, `email`; `language` if told.
    """
    row, person, email = look_at(values)
    language = str(values.get("language") or "")
    with database.atomic():
        carrier = _make(row, by=row["phone"])
        told = person | {"username": row["phone"], "role": ROLE, "language": language}
        try:
            user = people.make(told, password_hash, row["phone"])
        except people.PeopleError as refused:
            raise CarrierError(_at_phone(refused.errors)) from None
        join(user, carrier, email)
    return carrier, user


def look_at(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str], str]:
    """What a sign-up tells of the company, of the person, and its address; raises CarrierError with every mistake."""
    fields = Fields(values)
    row = _read(fields)
    person = {"display_name": fields.text("display_name", 64, required=True)}
    email = read_email(fields, required=True)
    if row["phone"] and not _MAINLAND_MOBILE.fullmatch(row["phone"]):
        fields.wrong("phone", "not_a_mobile")  # it is what one signs in with
    fields.stop_at_mistakes(CarrierError)
    return row, person, email


def begin_for(user: User, values: Mapping[str, Any]) -> Carrier:
    """The company of an account that the plant has invited and that belongs to none yet; raises CarrierError."""
    fields = Fields(values)
    row = _read(fields)
    fields.stop_at_mistakes(CarrierError)
    with database.atomic():
        carrier = _make(row, by=user.username)
        join(user, carrier, user.email)
    return carrier


def join(user: User, carrier: Carrier, email: str = "") -> None:
    """This account belongs to that carrier, in the caller's transaction."""
    user.carrier, user.email = carrier, email
    User.update(carrier=carrier, email=email).where(User.id == user.id).execute()
    people.note("joined_carrier", user, user.username, carrier_id=carrier.id)


def people_of(carrier: Carrier) -> list[User]:
    """Its accounts, the first one in front."""
    return list(User.select().where(User.carrier == carrier).order_by(User.id))


def of(user: User) -> Carrier | None:
    """The carrier that somebody asks for."""
    found: Carrier | None = user.carrier if user.role == ROLE else None
    return found


def change(carrier: Carrier, values: Mapping[str, Any], by: str) -> None:
    """Another name or phone; raises CarrierError."""
    fields = Fields(values)
    row = _read(fields)
    fields.stop_at_mistakes(CarrierError)
    _write(carrier, row, "changed", by)


def stop(carrier: Carrier, reason: str, by: str) -> None:
    """It may ask for nothing more. Its trucks are a matter of the register."""
    fields = Fields({"reason": reason})
    said = fields.text("reason", 200, required=True)
    fields.stop_at_mistakes(CarrierError)
    _write(carrier, {"stopped_at": clock.now(), "stopped_because": said}, "stopped", by)


def let_go_on(carrier: Carrier, by: str, reason: str = "") -> None:
    """It may ask again."""
    fields = Fields({"reason": reason})
    said = fields.text("reason", 200)
    fields.stop_at_mistakes(CarrierError)
    _write(carrier, {"stopped_at": None, "stopped_because": ""}, "let_go_on", by, said)


def history(carrier: Carrier, most: int = 50) -> list[Change]:
    """Its last changes, newest first."""
    return changes.back_from(carrier.changed_seq, most)


def _read(fields: Fields) -> dict[str, Any]:
    phone = as_phone(fields.text("phone", 20, required=True))
    if phone and not (_MAINLAND_MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone)):
        fields.wrong("phone", "not_a_phone")
    return {"name": fields.text("name", 64, required=True), "phone": phone}


def _make(row: Mapping[str, Any], by: str) -> Carrier:
    carrier: Carrier = Carrier.create(**row, created_at=clock.now(), changed_seq=0)
    _note(carrier, "made", by, {}, row)
    return carrier


def _write(carrier: Carrier, row: Mapping[str, Any], what: str, by: str, reason: str = "") -> None:
    with database.atomic():
        present = Carrier.get_by_id(carrier.id)
        changed = [name for name in row if getattr(present, name) != row[name]]
        if not changed:
            return
        before = {name: getattr(present, name) for name in changed}
        carrier.changed_seq = present.changed_seq
        Carrier.update(**row).where(Carrier.id == carrier.id).execute()
        _note(carrier, what, by, before, {name: row[name] for name in changed}, reason)
    for name in changed:
        setattr(carrier, name, row[name])


def _note(
    carrier: Carrier,
    what: str,
    by: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str = "",
) -> None:
    told = {"what": what, "carrier_id": carrier.id, "by": by, "follows": carrier.changed_seq}
    if reason:
        told["reason"] = reason
    entry = proof.append(KIND, {**told, "before": _plain(before), "after": _plain(after)})
    carrier.changed_seq = entry.seq
    Carrier.update(changed_seq=entry.seq).where(Carrier.id == carrier.id).execute()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {n: clock.stamp(v) if n.endswith("_at") and v else v for n, v in row.items()}


def _at_phone(errors: Mapping[str, str]) -> dict[str, str]:
    """The sign-up's user name is its phone number."""
    known = {"username_taken": "phone_taken"}
    return {
        "phone" if name == "username" else name: known.get(key, key) for name, key in errors.items()
    }
