"""Letters leave the outbox for a real mail server: once, whatever it does and whoever is killed."""

import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from gate import clock, mail
from gate.mail import outbox, troubles
from gate.mail.outbox import State
from gate.models import Mail, MailBody, open_database
from gate.models import database as tables
from settings import ROOT, Settings
from tests import real_post, small_site
from tests.patience import until
from tests.real_post import SENDER, RealPost
from workers import calls, context

TO = "manager@plant.example"


@pytest.fixture
def post() -> Iterator[RealPost]:
    with real_post.listening() as listening:
        yield listening


@pytest.fixture
def job(settings: Settings, database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs of this test's own installation."""
    monkeypatch.setattr(context, "settings", lambda: settings)
    monkeypatch.setattr(context, "open_database", lambda: None)


@pytest.fixture
def server(job: None, post: RealPost) -> RealPost:
    """The plant's mail server, set up."""
    set_up(post.port)
    return post


Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let time pass."""
    passed = timedelta()

    def let_pass(more: timedelta) -> None:
        nonlocal passed
        passed += more
        ahead = passed
        monkeypatch.setattr(
            clock, "now", lambda: datetime.now(clock.BEIJING).replace(microsecond=0) + ahead
        )

    return let_pass


def set_up(port: int) -> None:
    told = {"host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER}
    small_site.place("mail", "smtp", {**told, "timeout_s": 1.5}, None)


def a_letter(key: str = "report:2026-11-25:1") -> Mail:
    return mail.post("report", key, TO, "zh", "环保门禁日报", "今日进厂 12 辆。")


def state(letter: Mail) -> str:
    told: str = Mail.get_by_id(letter.id).state
    return told


def test_a_letter_of_a_key_is_sent_once_and_forgotten(server: RealPost) -> None:
    letter = a_letter()
    assert a_letter() == letter
    calls.send_mail()
    assert a_letter() == letter
    calls.send_mail()
    assert [got["Message-ID"] for got in server.taken] == [letter.message_id]
    told = Mail.get_by_id(letter.id)
    assert (told.state, told.answer, told.tries) == (State.SENT, "250 taken", 1)
    assert not MailBody.select().exists()
    assert troubles.waiting() == []


def test_a_letter_goes_with_the_transaction_that_it_is_about(server: RealPost) -> None:
    with tables.atomic() as transaction:
        a_letter()
        transaction.rollback()
    calls.send_mail()
    assert server.taken == []


@pytest.mark.parametrize("does", ["451 greylisted", "cuts before"])
def test_what_nobody_has_yet_is_tried_again_later_and_later(
    server: RealPost, later: Later, does: str
) -> None:
    server.says, server.does = (does, "") if does[0].isdigit() else ("", does)
    letter = a_letter()
    for tries, pause in enumerate(outbox.PAUSES[:3], start=1):
        calls.send_mail()
        calls.send_mail()
        told = Mail.get_by_id(letter.id)
        assert (told.state, told.tries) == (State.WAITING, tries)
        later(pause + timedelta(seconds=1))
    server.says = server.does = ""
    calls.send_mail()
    assert state(letter) == State.SENT
    assert len(server.taken) == 1


def test_after_a_day_nobody_wants_it_any_more(server: RealPost, later: Later) -> None:
    server.says = "451 greylisted"
    letter = a_letter()
    while state(letter) == State.WAITING:
        calls.send_mail()
        later(timedelta(hours=1))
    assert (state(letter), troubles.waiting()) == (State.FAILED, [letter])
    server.says = ""
    later(timedelta(days=1))
    calls.send_mail()
    assert server.taken == []


def test_what_is_refused_for_good_is_not_tried_again(server: RealPost, later: Later) -> None:
    server.says = "550 no such user"
    letter = a_letter()
    other = a_letter("another")
    calls.send_mail()
    assert server.knocks == 2  # the one does not keep the other waiting
    later(timedelta(hours=23))
    calls.send_mail()
    assert server.knocks == 2
    assert {state(letter), state(other)} == {State.FAILED}
    assert "550 no such user" in Mail.get_by_id(letter.id).problem


@pytest.mark.parametrize("does", ["cuts after", "stalls"])
def test_what_somebody_may_have_is_sent_again_by_a_person_alone(
    server: RealPost, later: Later, does: str
) -> None:
    server.does = does
    letter = a_letter()
    with capture_logs() as logged:
        calls.send_mail()
    assert [line["event"] for line in logged] == ["mail_unsure"]
    server.does = ""
    later(timedelta(hours=23))
    calls.send_mail()
    assert (state(letter), len(server.taken)) == (State.UNSURE, 1)
    assert troubles.waiting() == [letter]

    assert troubles.send_again(letter, "manager")
    calls.send_mail()
    assert state(letter) == State.SENT
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert not troubles.send_again(letter, "manager")


def test_a_notice_is_put_away_and_the_letter_stays(server: RealPost) -> None:
    server.says = "550 no such user"
    letter = a_letter()
    calls.send_mail()
    assert troubles.settle(letter, "manager")
    assert not troubles.settle(letter, "manager")
    assert troubles.waiting() == []
    server.says = ""
    assert troubles.send_again(letter, "manager")
    calls.send_mail()
    assert len(server.taken) == 1


def test_without_a_mail_server_letters_wait_for_a_day(
    job: None, post: RealPost, later: Later
) -> None:
    late = a_letter("old")
    calls.send_mail()
    later(outbox.LASTS + timedelta(minutes=1))
    young = a_letter("young")
    calls.send_mail()
    set_up(post.port)
    calls.send_mail()
    assert (state(late), state(young)) == (State.FAILED, State.SENT)
    assert Mail.get_by_id(late.id).problem == outbox.TOO_LATE


def killed_while(settings: Settings, true: Callable[[], Any]) -> None:
    """A sender of its own, killed with -9 as soon as something is true."""
    env = {
        "GREENGATE_DATA_DIR": str(settings.data_dir),
        "GREENGATE_DATABASE_URL": settings.database_url,
        "GREENGATE_REDIS_URL": settings.redis_url,
        "GREENGATE_LOG_LEVEL": "error",
    }
    program = [sys.executable, "-c", "from workers import calls; calls.send_mail()"]
    sender = subprocess.Popen(program, cwd=ROOT, env=env)
    try:
        until(true, "the sender is in the middle of it")
    finally:
        sender.kill()
        sender.wait()


def test_killed_in_the_moment_of_handing_over_it_comes_once(
    settings: Settings, server: RealPost, later: Later
) -> None:
    small_site.place(
        "mail", "smtp",
        {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": SENDER}, None,
    )  # fmt: skip
    server.does = "stalls"
    letter = a_letter()
    killed_while(settings, lambda: server.taken)
    server.does = ""
    calls.send_mail()
    assert state(letter) == State.SENDING  # it might be alive
    later(outbox.SILENT + timedelta(seconds=1))
    calls.send_mail()
    assert (state(letter), len(server.taken)) == (State.UNSURE, 1)
    assert Mail.get_by_id(letter.id).problem == outbox.DIED


def test_killed_before_it_it_is_sent_by_the_next_one(
    settings: Settings, server: RealPost, later: Later
) -> None:
    letter = a_letter()
    server.does = "stalls before"
    killed_while(settings, lambda: server.knocks)
    server.does = ""
    later(outbox.SILENT + timedelta(seconds=1))
    calls.send_mail()
    assert (state(letter), len(server.taken)) == (State.SENT, 1)


def test_who_lost_a_letter_to_another_hands_nothing_over(server: RealPost) -> None:
    letter = a_letter()
    taken = outbox.take()
    assert taken is not None
    Mail.update(tries=2).where(Mail.id == letter.id).execute()
    with pytest.raises(outbox.Lost):
        outbox.handing_over(taken)
    outbox.sent(taken, "250 taken")
    assert state(letter) == State.SENDING


def take_all(url: str, start: Any, found: Any) -> None:
    """One sender's process: takes letters as fast as it can, and says which."""
    opened = open_database(url)
    start.wait()
    while (taken := outbox.take()) is not None:
        found.put(taken.id)
    opened.close()


def test_two_senders_never_take_the_same_letter(database: Any, database_url: str) -> None:
    letters = {a_letter(f"letter {number}").id for number in range(30)}
    database.close()
    spawn = multiprocessing.get_context("spawn")
    start, found = spawn.Barrier(2), spawn.Queue()
    senders = [spawn.Process(target=take_all, args=(database_url, start, found)) for _ in range(2)]
    for sender in senders:
        sender.start()
    taken = [found.get(timeout=60) for _ in letters]
    for sender in senders:
        sender.join(60)
    assert [sender.exitcode for sender in senders] == [0, 0]
    assert sorted(taken) == sorted(letters)
    assert found.empty()
    found.close()
    found.join_thread()
