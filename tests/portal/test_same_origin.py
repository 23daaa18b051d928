"""Only pages of this portal may change anything."""

import pytest
from flask import Flask

LOGIN = {"username": "nobody", "password": "nothing at all"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 422),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"}, 422),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 422),
        ({"Origin": "https://localhost"}, 403),
        ({"Origin": "http://localhost:8081"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_a_write_must_come_from_a_page_of_ours(
    app: Flask, headers: dict[str, str], status: int
) -> None:
    assert app.test_client().post("/login", data=LOGIN, headers=headers).status_code == status


def test_reading_needs_no_origin(app: Flask) -> None:
    assert app.test_client().get("/login").status_code == 200


def test_a_strict_policy_comes_with_every_answer(app: Flask) -> None:
    for address in ("/login", "/static/app.css", "/nothing-here"):
        with app.test_client().get(address) as response:
            assert "default-src 'self'" in response.headers["Content-Security-Policy"]
            assert "unsafe" not in response.headers["Content-Security-Policy"]
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["X-Frame-Options"] == "DENY"
