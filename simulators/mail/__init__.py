"""The mail server of the simulated world, and the mailboxes that it fills."""

from simulators.mail.inbox import MailInbox, MailMessage
from simulators.mail.server import MailServer

__all__ = ["MailInbox", "MailMessage", "MailServer"]
