"""Whose pages these are: the carrier of the person who is signed in, and nobody else's things."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from gate.carriers import companies, ownership
from gate.models import Application, Carrier, Vehicle
from portal.security import CARRIER, current_user, signed_in


def company_first() -> Response | None:
    """Before any page of a carrier: somebody whom the plant has invited names the company first."""
    user = current_user()
    if user is None or user.role != CARRIER or user.carrier is not None:
        return None
    return redirect(url_for("own_company.show"), 303)


def carrier() -> Carrier:
    """The company of whoever is signed in, on a page behind `company_first`."""
    found = companies.of(signed_in())
    return found or abort(404)


def application(number: int) -> Application:
    """One of its own; of another carrier's there is nothing here."""
    return ownership.application(carrier(), number) or abort(404)


def vehicle(number: int) -> Vehicle:
    """One of its trucks in the register; of another carrier's there is nothing here."""
    return ownership.vehicle(carrier(), number) or abort(404)
