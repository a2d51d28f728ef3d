"""The mail of everybody, as files of one folder: written by the mail server, read by any process of the run."""

import os
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import msgspec

_LOOK_S = 0.01


class MailMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message as it came: sender and recipient are those of the envelope."""

    seq: int
    sender: str
    recipient: str
    subject: str
    text: str


class MailInbox:
    """The messages of a folder, in the order in which they came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def keep(self, *, sender: str, recipient: str, subject: str, text: str) -> None:
        """Write a message; only the mail server does."""
        message = MailMessage(
            seq=next(self._numbers), sender=sender, recipient=recipient.lower(), subject=subject, text=text
        )
        draft = self._folder / f".{message.seq}"
        draft.write_bytes(msgspec.json.encode(message))
        os.replace(draft, self._folder / f"{message.seq:08}.json")  # noqa: PTH105 - nobody sees half a message

    def mark(self) -> int:
        """The number of the newest message; what comes later is after it."""
        return max((int(file.stem) for file in self._folder.glob("*.json")), default=0)

    def messages(self, recipient: str, *, after: int = 0) -> list[MailMessage]:
        """What came to an address after a number, oldest first."""
        files = sorted(file for file in self._folder.glob("*.json") if int(file.stem) > after)
        found = [msgspec.json.decode(file.read_bytes(), type=MailMessage) for file in files]
        return [message for message in found if message.recipient == recipient.lower()]

    def wait_for(self, recipient: str, *, after: int, timeout_s: float) -> MailMessage | None:
        """The first message to an address after a number; None when none comes in time."""
        deadline = monotonic() + timeout_s
        while not (found := self.messages(recipient, after=after)):
            if monotonic() > deadline:
                return None
            sleep(_LOOK_S)
        return found[0]
