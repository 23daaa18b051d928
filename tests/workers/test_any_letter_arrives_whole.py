"""Whatever stands in a letter arrives as it was written; nothing in it becomes a header, an end, or another letter."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import devices
from gate.mail import letters
from tests import real_post
from tests.real_post import SENDER, RealPost

TO = "manager@plant.example"
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)
READABLE = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=400
)


@pytest.fixture(scope="module")
def post() -> Iterator[RealPost]:
    with real_post.listening() as listening:
        yield listening


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(subject=ANYTHING, text=READABLE, html=READABLE)
@example(subject="日报\r\nBcc: everybody@plant.example", text=".\n..\nQUIT\n.", html="<p>.\n.</p>")
@example(subject="", text="", html="x" * 5000)
@example(subject="=?utf-8?q?=00?=", text="From here\n\nTo: x", html="&#0;")
def test_any_letter_arrives_whole(post: RealPost, subject: str, text: str, html: str) -> None:
    post.taken.clear()
    number = letters.message_id()
    content = letters.compose(TO, subject, text, message_id=number, html=html)
    config: Any = {"host": "127.0.0.1", "port": post.port, "security": "none", "sender": SENDER}
    devices.connect("smtp", config).send(content, TO)
    (letter,) = post.taken
    assert letter["Message-ID"] == number
    assert (letter["To"], letter["Bcc"]) == (TO, None)
    if subject.isprintable() and "=?" not in subject:
        assert letter["Subject"] == " ".join(subject.split())
    plain = letter.get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines() == [*text.splitlines()] or not text.strip()
    page = letter.get_body(("html",))
    assert (page is not None) == bool(html)
    if page is not None:
        assert page.get_content().splitlines() == html.splitlines()
