"""The mail server, with the standard library's client."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

import pytest

from simulators.mail import MailInbox, MailServer


@pytest.fixture
def server(tmp_path):
    with MailServer(tmp_path / "mail") as server:
        yield server


def send(server: MailServer, *recipients: str, text: str = "الرمز 123456") -> None:
    where = urlsplit(server.url)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "authority@example.org", ", ".join(recipients), "رمز"
    mail.set_content(text)
    with smtplib.SMTP(where.hostname, where.port, timeout=5) as client:
        client.send_message(mail)


def test_message_arrives_with_its_arabic_text(server) -> None:
    send(server, "person@example.org")
    message = server.inbox.wait_for("person@example.org", after=0, timeout_s=5)
    assert (message.seq, message.subject, message.text.strip()) == (1, "رمز", "الرمز 123456")


def test_another_process_reads_the_same_folder(server, tmp_path) -> None:
    send(server, "Person@Example.org")
    assert len(MailInbox(tmp_path / "mail").messages("person@example.org")) == 1


def test_every_recipient_gets_the_message(server) -> None:
    send(server, "one@example.org", "two@example.org")
    assert [len(server.inbox.messages(f"{name}@example.org")) for name in ("one", "two", "three")] == [1, 1, 0]


def test_only_what_came_after_a_mark_is_new(server) -> None:
    send(server, "person@example.org")
    mark = server.inbox.mark()
    send(server, "person@example.org", text="second")
    assert [message.text.strip() for message in server.inbox.messages("person@example.org", after=mark)] == ["second"]


def test_message_that_is_too_large_is_refused(server) -> None:
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        send(server, "person@example.org", text="x" * 1_100_000)
    assert refused.value.smtp_code == 552
