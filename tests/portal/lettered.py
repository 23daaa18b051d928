"""Letters as somebody finds them who has signed in nowhere: the link in them, and a browser to follow it with."""

import re

from flask import Flask
from flask.testing import FlaskClient

ADDRESS = "https://gate.plant.example"


def somebody(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def link_in(letter: str) -> str:
    found = re.search(rf"{ADDRESS}(/\S+)", letter)
    assert found
    return found.group(1)
