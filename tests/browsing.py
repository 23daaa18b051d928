"""Somebody of the cast at the portal, without a browser: signed in, and on a page of the same origin."""

from flask import Flask
from flask.testing import FlaskClient

from tests import cast

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
HTMX = {"HX-Request": "true"}


def as_person(app: Flask, person: cast.Person) -> FlaskClient:
    """A client that has signed in; the stranger cannot, and stays outside."""
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    if person.role:
        form = {"username": person.username, "password": cast.PASSWORD}
        assert client.post("/login", data=form).status_code == 303
    return client
