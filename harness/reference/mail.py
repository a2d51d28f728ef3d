"""The way to e-mail addresses: SMTP (RFC 5321), one connection a message, in a thread; and the fork between the two ways."""

import asyncio
import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from harness.commandline import UsageError
from harness.reference.outbox import Gateway, GatewayError, TextMessage
from harness.world.policy import Policy

_ANSWER_S = 10.0
_PERMANENT = 500


@dataclass(frozen=True, kw_only=True)
class SmtpMail:
    """A mail server that takes what we send; `None` for the host where there is none."""

    host: str | None
    port: int
    sender: str
    subject: str

    async def send(self, message: TextMessage) -> None:
        """Hand a message over.

        Raises:
            GatewayError: it was not taken.
        """
        if self.host is None:
            raise GatewayError("there is no way to e-mail addresses: start with --mail", is_final=True)
        try:
            await asyncio.to_thread(self._hand_over, message)
        except smtplib.SMTPResponseException as error:
            raise GatewayError(f"SMTP {error.smtp_code}", is_final=error.smtp_code >= _PERMANENT) from None
        except (OSError, smtplib.SMTPException) as error:
            raise GatewayError(type(error).__name__) from None

    def _hand_over(self, message: TextMessage) -> None:
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.recipient, self.subject
        mail.set_content(message.text)
        with smtplib.SMTP(self.host or "", self.port, timeout=_ANSWER_S) as server:
            server.send_message(mail)


class Post:
    """Sends to an e-mail address by mail and to a number by SMS; its status is that of the SMS gateway."""

    def __init__(self, sms: Gateway, mail: SmtpMail) -> None:
        self._sms = sms
        self._mail = mail

    def status(self) -> str:
        """`ok`, or what is wrong."""
        return self._sms.status()

    async def start(self) -> None:
        """Begin to connect."""
        await self._sms.start()

    async def send(self, message: TextMessage) -> None:
        """Hand a message over."""
        await (self._mail if "@" in message.recipient else self._sms).send(message)

    async def close(self) -> None:
        """Leave politely."""
        await self._sms.close()


def mail_for(url: str | None, policy: Policy) -> SmtpMail:
    """The mail server that a URL names.

    Raises:
        UsageError: it is no SMTP URL.
    """
    subject = f"{policy.authority_en} | {policy.authority_ar}"
    sender = "no-reply@authority.example"
    if url is None:
        return SmtpMail(host=None, port=0, sender=sender, subject=subject)
    parts = urlsplit(url)
    try:
        host, port = parts.hostname, parts.port or 25
    except ValueError:
        host, port = None, 0
    if parts.scheme != "smtp" or not host:
        raise UsageError(f"--mail {url}: name a mail server as smtp://host:port")
    return SmtpMail(host=host, port=port, sender=sender, subject=subject)
