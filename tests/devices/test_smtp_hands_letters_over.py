"""Letters by SMTP: taken, refused for now or for good, and never counted as unsent once they may have been taken."""

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import devices
from devices.interfaces import DeviceError, MailRefused
from gate.mail import letters
from tests import real_post
from tests.certificates import certificate_in
from tests.real_post import PASSWORD, SENDER, USER, RealPost
from workers import trials

TO = "manager@plant.example"


@pytest.fixture
def post() -> Iterator[RealPost]:
    with real_post.listening() as listening:
        yield listening


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate_in(tmp_path_factory.mktemp("certificate"))


def settings_of(post: RealPost, **told: Any) -> dict[str, Any]:
    usual = {"host": "127.0.0.1", "port": post.port, "security": "none", "sender": SENDER}
    return usual | {"sender_name": "绿门门禁", "timeout_s": 5} | told


def a_letter(text: str = "12 trucks came in.\n.\n..\n", **told: Any) -> bytes:
    return letters.compose(TO, "环保门禁日报", text, message_id=letters.message_id(), **told)


def sent(post: RealPost, message: bytes | None = None, **told: Any) -> str:
    handing_over: Callable[[], None] = told.pop("handing_over", lambda: None)
    line = devices.connect("smtp", settings_of(post, **told))
    said: str = line.send(message or a_letter(), TO, handing_over)
    return said


def test_a_letter_arrives_as_it_was_written(post: RealPost) -> None:
    page = '<p>今日进厂 12 辆。</p><img src="cid:hours" alt="">'
    table = letters.File("日报.xlsx", "application/vnd.ms-excel", b"\x00\r\n.\r\n\xff")
    said = sent(post, a_letter(html=page, pictures={"hours": b"\x89PNG"}, files=[table]))
    assert said == "250 taken"
    (letter,) = post.taken
    assert str(letter["From"]) == f"绿门门禁 <{SENDER}>"
    assert (letter["To"], letter["Subject"]) == (TO, "环保门禁日报")
    assert letter["Message-ID"].endswith("@greengate.invalid>")
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == ["12 trucks came in.", ".", ".."]
    assert "cid:hours" in html.get_content()
    pictures = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"] for part in pictures] == ["<hours>"]
    (file,) = letter.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("日报.xlsx", b"\x00\r\n.\r\n\xff")


def test_a_server_that_demands_encryption_and_a_login_gets_them(certificate: Path) -> None:
    with real_post.listening(certificate) as post:
        told: dict[str, Any] = {"security": "starttls", "ca_file": str(certificate)}
        assert sent(post, **told, username=USER, password=PASSWORD) == "250 taken"
        with pytest.raises(DeviceError, match="user name or password: 535") as wrong:
            sent(post, **told, username=USER, password="guess")
        with pytest.raises(DeviceError, match="wants another login: 530") as without:
            sent(post, **told)
        with pytest.raises(DeviceError, match="certificate of the mail server") as stranger:
            sent(post, security="starttls", username=USER, password=PASSWORD)
        with pytest.raises(DeviceError, match="this encryption at this port"):
            sent(post, security="tls")
    assert len(post.taken) == 1
    assert {type(fault.value) for fault in (wrong, without, stranger)} == {DeviceError}
    assert all(fault.value.permanent for fault in (wrong, without, stranger))


def test_a_server_that_is_encrypted_from_its_first_word(certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with real_post.listening(ssl_context=context) as post:
        assert sent(post, a_letter("x" * 300_000), security="tls", ca_file=str(certificate))
        with pytest.raises(DeviceError, match="certificate of the mail server"):
            sent(post, security="tls")
        with pytest.raises(DeviceError, match=r"cut the connection|in time"):
            sent(post, security="none", timeout_s=0.5)
        post.does = "cuts before"
        with pytest.raises(DeviceError, match="cut the connection") as fault:
            sent(post, a_letter("x" * 300_000), security="tls", ca_file=str(certificate))
        assert not fault.value.may_still_happen
    assert len(post.taken) == 1


def test_no_password_is_told_to_a_server_without_encryption(post: RealPost) -> None:
    with pytest.raises(DeviceError, match="offers no such thing") as fault:
        sent(post, security="starttls", username=USER, password=PASSWORD)
    assert fault.value.permanent


@pytest.mark.parametrize("at", ["says", "says_at_end"])
def test_refused_for_now_and_for_good(post: RealPost, at: str) -> None:
    setattr(post, at, "451 greylisted, come again")
    with pytest.raises(DeviceError, match="for now: 451 greylisted") as now:
        sent(post)
    assert (now.value.permanent, now.value.may_still_happen) == (False, False)
    setattr(post, at, "550 no such user")
    with pytest.raises(MailRefused, match="refuses: 550 no such user"):
        sent(post)
    assert post.taken == []


def test_cut_off_before_the_final_dot_nobody_has_it(post: RealPost) -> None:
    post.does = "cuts before"
    with pytest.raises(DeviceError, match="cut the connection") as fault:
        sent(post, a_letter("x" * 1_000_000))
    assert (fault.value.permanent, fault.value.may_still_happen) == (False, False)


@pytest.mark.parametrize("does", ["cuts after", "stalls"])
def test_after_the_final_dot_nobody_knows(post: RealPost, does: str) -> None:
    post.does = does
    with pytest.raises(DeviceError, match="did not say") as fault:
        sent(post, timeout_s=0.5)
    assert fault.value.may_still_happen
    assert len(post.taken) == 1


def test_whoever_stops_in_the_last_moment_keeps_the_letter(post: RealPost) -> None:
    def changed_their_mind() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        sent(post, handing_over=changed_their_mind)
    assert sent(post) == "250 taken"
    assert len(post.taken) == 1


def test_a_letter_that_is_too_large_is_not_even_sent() -> None:
    with (
        real_post.listening(data_size_limit=1000) as post,
        pytest.raises(MailRefused, match="the mail server takes 1000"),
    ):
        sent(post, a_letter("x" * 2000))


def test_nobody_there(free_port: Callable[[], int]) -> None:
    post = RealPost()
    post.port = free_port()
    with pytest.raises(DeviceError, match="nothing listens"):
        sent(post)
    with pytest.raises(DeviceError, match="nobody knows the name"):
        sent(post, host="post.invalid")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        post.port = mute.getsockname()[1]
        with pytest.raises(DeviceError, match="in time"):
            sent(post, timeout_s=0.3)


def test_a_trial_is_a_real_letter(post: RealPost) -> None:
    told = trials.try_driver("smtp", settings_of(post))
    assert told == {"mail": {"to": SENDER, "said": "250 taken"}}
    trials.try_driver("smtp", settings_of(post, test_to=TO))
    assert [letter["To"] for letter in post.taken] == [SENDER, TO]
    assert all("连接测试" in letter["Subject"] for letter in post.taken)
