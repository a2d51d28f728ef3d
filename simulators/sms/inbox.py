"""What the phones received: an ordered, bounded list that many may read and wait on.

Sequence numbers grow by one and never restart, also not when the inbox is cleared, so that "everything after N" has one
meaning. Any thread may call `add`, `messages`, `clear` and `last`; `wait` belongs to an event loop.
"""

import asyncio
import threading
from collections import deque
from datetime import datetime
from typing import Literal

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message as a phone got it; `recipient` is E.164 with its plus sign, `parts` counts what was sent."""

    seq: int
    message_id: str
    sender: str
    recipient: str
    text: str
    parts: int
    data_coding: int
    received_at: datetime
    via: Literal["smpp", "http"]
    system_id: str
    reference: str | None = None


class InboxPage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Messages after a sequence number; ask again after `next`."""

    messages: list[Message]
    next: int


_MESSAGE_OCTETS = 500
"""What a message takes besides its text."""


class Inbox:
    """The newest messages, at most `limit` and at most `octets` in all; the oldest give way."""

    def __init__(self, limit: int, *, octets: int = 64_000_000) -> None:
        self._messages: deque[Message] = deque()
        self._limit = limit
        self._room = octets
        self._last = 0
        self._lock = threading.Lock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._closed = False

    @property
    def last(self) -> int:
        """The newest sequence number, 0 before the first message."""
        return self._last

    def add(self, message: Message) -> Message:
        """Stores the message under the next sequence number, whatever number it has."""
        with self._lock:
            self._last += 1
            stored = msgspec.structs.replace(message, seq=self._last)
            self._messages.append(stored)
            self._room -= _size(stored)
            while len(self._messages) > self._limit or (self._room < 0 and len(self._messages) > 1):
                self._room += _size(self._messages.popleft())
            self._wake()
        return stored

    def messages(self, *, recipient: str | None = None, after: int = 0) -> InboxPage:
        """Oldest first."""
        found: list[Message] = []
        with self._lock:
            for message in reversed(self._messages):
                if message.seq <= after:
                    break
                if recipient is None or message.recipient == recipient:
                    found.append(message)
            last = self._last
        return InboxPage(messages=found[::-1], next=max(last, after))

    async def wait(self, *, recipient: str | None, after: int, wait_s: float) -> InboxPage:
        """As soon as there is a message, at the latest after `wait_s`."""
        entry = (asyncio.get_running_loop(), asyncio.Event())
        try:
            async with asyncio.timeout(wait_s):
                while True:
                    entry[1].clear()
                    with self._lock:
                        self._waiting.add(entry)
                    page = self.messages(recipient=recipient, after=after)
                    if page.messages or self._closed:
                        return page
                    await entry[1].wait()
        except TimeoutError:
            return self.messages(recipient=recipient, after=after)
        finally:
            with self._lock:
                self._waiting.discard(entry)

    def clear(self) -> None:
        """Forgets the messages, not the count."""
        with self._lock:
            self._room += sum(map(_size, self._messages))
            self._messages.clear()

    def close(self) -> None:
        """Sends everybody home who waits."""
        with self._lock:
            self._closed = True
            self._wake()

    def _wake(self) -> None:
        for loop, event in self._waiting:
            loop.call_soon_threadsafe(event.set)


def _size(message: Message) -> int:
    # a character of Python's takes up to four octets
    return _MESSAGE_OCTETS + 4 * len(message.text)
