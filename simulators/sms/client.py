"""The inbox of a gateway from another process: how journeys and suites read what a phone received."""

import contextlib
import ssl
import time
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from harness.commandline import HarnessError
from simulators.sms.faults import ActiveFault, Fault, FaultList
from simulators.sms.inbox import InboxPage, Message
from simulators.sms.messages import WAIT_LIMIT_S, ActiveFaults, Health, SubmitAnswer

_SLACK_S = 10.0

Decoded = TypeVar("Decoded")


class SmsInboxError(HarnessError):
    """The gateway does not answer as it should."""


class SmsInbox:
    """Reads messages and moves faults over HTTP; any thread may use it."""

    def __init__(self, http_url: str) -> None:
        self._url = http_url.rstrip("/")
        # never behind a proxy and plain HTTP: a TLS context that trusts nobody spares loading the certificates
        no_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._client = httpx.Client(base_url=self._url, timeout=WAIT_LIMIT_S + _SLACK_S, trust_env=False, verify=no_tls)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Gives the connections back."""
        self._client.close()

    def mark(self) -> int:
        """The newest sequence number; what comes later is `after` it."""
        return self._read(Health, "GET", "/health").next

    def messages(self, recipient: str | None = None, after: int = 0) -> list[Message]:
        """What is there now, oldest first."""
        return self._page(recipient=recipient, after=after, wait_s=0).messages

    def wait_for(self, recipient: str, after: int, timeout_s: float) -> Message | None:
        """The first message to `recipient` after a sequence number; None when none comes in time."""
        deadline = time.monotonic() + timeout_s
        while True:
            left_s = max(0.0, deadline - time.monotonic())
            page = self._page(recipient=recipient, after=after, wait_s=min(left_s, WAIT_LIMIT_S))
            if page.messages:
                return page.messages[0]
            if time.monotonic() >= deadline:
                return None
            after = page.next

    def submit(self, *, sender: str, recipient: str, text: str) -> str:
        """Sends a message over the HTTP API, such as the canary that drains a route; its message id."""
        body = {"from": sender, "to": recipient, "text": text}
        return self._read(SubmitAnswer, "POST", "/v1/messages", json=body).message_id

    def clear(self) -> None:
        """Forgets the messages, not the count."""
        self._call("DELETE", "/v1/inbox")

    def inject(self, fault: Fault) -> str:
        """Adds a fault; its id."""
        return self._read(ActiveFault, "POST", "/v1/faults", json=msgspec.to_builtins(fault)).id

    def faults(self) -> list[ActiveFault]:
        """The faults at work, with how often each struck."""
        return self._read(ActiveFaults, "GET", "/v1/faults").faults

    def replace_faults(self, faults: list[Fault]) -> list[ActiveFault]:
        """These faults and no others."""
        body = msgspec.to_builtins(FaultList(faults=faults))
        return self._read(ActiveFaults, "PUT", "/v1/faults", json=body).faults

    def clear_fault(self, fault_id: str) -> None:
        """Takes a fault away, also one that is away already."""
        with contextlib.suppress(_NotFoundError):
            self._call("DELETE", f"/v1/faults/{fault_id}")

    def _page(self, *, recipient: str | None, after: int, wait_s: float) -> InboxPage:
        query = {"after": str(after), "wait_s": f"{wait_s:.3f}"} | ({"to": recipient} if recipient else {})
        return self._read(InboxPage, "GET", "/v1/inbox", params=query)

    def _read(
        self,
        kind: type[Decoded],
        method: str,
        path: str,
        *,
        params: dict[str, str] | None = None,
        json: object = None,
    ) -> Decoded:
        answer = self._call(method, path, params=params, json=json)
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.DecodeError as error:
            raise SmsInboxError(f"{self._url}{path} is no SMS gateway of ours: {error}") from None

    def _call(
        self, method: str, path: str, *, params: dict[str, str] | None = None, json: object = None
    ) -> httpx.Response:
        try:
            answer = self._client.request(method, path, params=params, json=json)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise SmsInboxError(f"the SMS gateway at {self._url} does not answer: {reason}") from None
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise _NotFoundError(f"the SMS gateway at {self._url} has no {path}")
        if answer.is_error:
            raise SmsInboxError(f"the SMS gateway at {self._url} refused {method} {path}: {answer.text[:300]}")
        return answer


class _NotFoundError(SmsInboxError):
    pass
