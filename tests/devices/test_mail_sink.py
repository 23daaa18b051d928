"""Mail sent to the plant's post office lies in its folder, whole and readable."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from devices.simulated.mail import LARGEST_MESSAGE, MailSink


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[MailSink]:
    sink = MailSink("127.0.0.1", 0, tmp_path / "mail")
    sink.start()
    yield sink
    sink.stop()


def letter(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "greengate@plant.example"
    message["To"] = "manager@plant.example"
    message["Bcc"] = "auditor@plant.example"
    message["Subject"] = subject
    message.set_content("今日进厂车辆 12 辆，全部合格。\n")
    message.add_attachment(
        "车牌,结果\n冀B12345,放行\n".encode(), maintype="text", subtype="csv", filename="日报.csv"
    )
    return message


def test_a_letter_with_a_chinese_subject_arrives_as_a_file(sink: MailSink) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=30) as client:
        client.send_message(letter("门禁日报 2026-11-22"))

    (path,) = sink.messages
    arrived = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert arrived["Subject"] == "门禁日报 2026-11-22"
    assert arrived.get_all("X-RcptTo") == ["manager@plant.example", "auditor@plant.example"]
    body = arrived.get_body(("plain",))
    assert body is not None
    assert "全部合格" in body.get_content()
    assert [part.get_filename() for part in arrived.iter_attachments()] == ["日报.csv"]
    assert list(sink.folder.glob("*.part")) == []


def test_letters_lie_in_the_order_they_came_and_outlast_a_restart(sink: MailSink) -> None:
    for number in range(3):
        with smtplib.SMTP(sink.host, sink.port, timeout=30) as client:
            client.send_message(letter(f"第{number}封"))
    sink.stop()
    sink.start()

    subjects = [
        message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"]
        for path in sink.messages
    ]
    assert subjects == ["第0封", "第1封", "第2封"]


def test_a_letter_that_is_too_large_is_refused(sink: MailSink) -> None:
    too_much = "x" * (LARGEST_MESSAGE + 1)
    with (
        smtplib.SMTP(sink.host, sink.port, timeout=30) as client,
        pytest.raises(smtplib.SMTPSenderRefused, match="exceeds"),
    ):
        client.sendmail("a@plant.example", ["b@plant.example"], too_much)
    assert sink.messages == []
