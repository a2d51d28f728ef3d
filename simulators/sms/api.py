"""The gateway's HTTP API: submit, inbox, faults, health, and the inbox page.

    POST   /v1/messages {from, to, text, reference?}     202 {message_id}
    GET    /v1/inbox?to=&after=SEQ&wait_s=               200 {messages, next}; waits up to 30 s for the first message
    DELETE /v1/inbox                                     204
    GET    /v1/faults                                    200 {faults: [{id, met, used, fault}]}
    PUT    /v1/faults {faults: [fault]}                  200, as GET; replaces all
    POST   /v1/faults fault                              201 {id, met, used, fault}
    DELETE /v1/faults/{id}                               204
    GET    /health                                       200 {status, time, next}
    GET    /?lang=                                       the inbox page

Every error is a problem document. A body must say application/json, so that no foreign web page can send one unasked.
"""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib import resources
from typing import TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from harness.protocol.encoding import strict_json
from harness.protocol.encoding.smpp import ShortMessageError, split_text
from simulators.sms.faults import Fault, FaultBoard, FaultList
from simulators.sms.inbox import Inbox
from simulators.sms.intake import e164
from simulators.sms.messages import WAIT_LIMIT_S, ActiveFaults, Health, SubmitAnswer, SubmitRequest
from simulators.sms.page import SECURITY_HEADERS, inbox_page, language_of
from simulators.sms.problems import ProblemError, ProblemKind
from simulators.sms.router import BacklogFullError, Router, Submission, ThrottledError

BODY_LIMIT = 262_144
_SEQUENCE_LIMIT = 2**53
_HTTP_SYSTEM_ID = "http"

Decoded = TypeVar("Decoded")


class Api:
    """The handlers, with what they need."""

    def __init__(self, *, router: Router, inbox: Inbox, faults: FaultBoard, pollers: int) -> None:
        self._router = router
        self._inbox = inbox
        self._faults = faults
        self._pollers_left = pollers

    def application(self) -> Starlette:
        """The ASGI application."""
        routes = [
            Route("/v1/messages", self.submit, methods=["POST"]),
            Route("/v1/inbox", self.inbox, methods=["GET"]),
            Route("/v1/inbox", self.clear_inbox, methods=["DELETE"]),
            Route("/v1/faults", self.list_faults, methods=["GET"]),
            Route("/v1/faults", self.replace_faults, methods=["PUT"]),
            Route("/v1/faults", self.add_fault, methods=["POST"]),
            Route("/v1/faults/{id}", self.remove_fault, methods=["DELETE"]),
            Route("/health", self.health, methods=["GET"]),
            Route("/", self.page, methods=["GET"]),
            Route("/inbox.css", _asset("inbox.css", "text/css"), methods=["GET"]),
            Route("/inbox.js", _asset("inbox.js", "text/javascript"), methods=["GET"]),
        ]
        handlers = dict.fromkeys((ProblemError, HTTPException, ClientDisconnect, Exception), _problem)
        return Starlette(routes=routes, exception_handlers=handlers)

    async def submit(self, request: Request) -> Response:
        """POST /v1/messages."""
        message = await _body(request, lambda value: msgspec.convert(value, SubmitRequest))
        recipient = e164(message.recipient)
        if recipient is None:
            raise ProblemError(ProblemKind.INVALID, "`to` must be an international number of 7 to 15 digits")
        try:
            split = split_text(message.text)
        except ShortMessageError as error:
            raise ProblemError(ProblemKind.INVALID, f"`text`: {error}") from None
        try:
            self._router.admit(recipient)
        except ThrottledError:
            raise ProblemError(ProblemKind.THROTTLED, "send it again in a second") from None
        except BacklogFullError:
            raise ProblemError(ProblemKind.UNAVAILABLE, "too many messages are held back by faults") from None
        submission = Submission(
            message_id=self._router.next_message_id(),
            sender=message.sender,
            recipient=recipient,
            text=message.text,
            parts=len(split.parts),
            data_coding=split.data_coding,
            via="http",
            system_id=_HTTP_SYSTEM_ID,
            reference=message.reference,
        )
        self._router.route(submission)
        return _json(SubmitAnswer(message_id=submission.message_id), 202)

    async def inbox(self, request: Request) -> Response:
        """GET /v1/inbox."""
        recipient = _recipient(request)
        after = int(_number(request, "after", _SEQUENCE_LIMIT))
        wait_s = _number(request, "wait_s", WAIT_LIMIT_S)
        if wait_s == 0:
            return _json(self._inbox.messages(recipient=recipient, after=after))
        if self._pollers_left < 1:
            raise ProblemError(ProblemKind.UNAVAILABLE, "too many clients wait for messages")
        self._pollers_left -= 1
        try:
            return _json(await self._inbox.wait(recipient=recipient, after=after, wait_s=wait_s))
        finally:
            self._pollers_left += 1

    async def clear_inbox(self, _request: Request) -> Response:
        """DELETE /v1/inbox."""
        self._inbox.clear()
        return Response(status_code=204)

    async def list_faults(self, _request: Request) -> Response:
        """GET /v1/faults."""
        return _json(ActiveFaults(faults=self._faults.active()))

    async def replace_faults(self, request: Request) -> Response:
        """PUT /v1/faults."""
        wanted = await _body(request, lambda value: msgspec.convert(value, FaultList))
        return _json(ActiveFaults(faults=self._faults.replace(wanted.faults)))

    async def add_fault(self, request: Request) -> Response:
        """POST /v1/faults."""
        fault: Fault = await _body(request, lambda value: msgspec.convert(value, Fault))
        try:
            return _json(self._faults.add(fault), 201)
        except ValueError as error:
            raise ProblemError(ProblemKind.UNAVAILABLE, str(error)) from None

    async def remove_fault(self, request: Request) -> Response:
        """DELETE /v1/faults/{id}."""
        if not self._faults.remove(request.path_params["id"]):
            raise ProblemError(ProblemKind.NOT_FOUND, "there is no such fault")
        return Response(status_code=204)

    async def health(self, _request: Request) -> Response:
        """GET /health."""
        return _json(Health(status="ok", time=self._router.now(), next=self._inbox.last))

    async def page(self, request: Request) -> Response:
        """GET /."""
        language = language_of(request.query_params.get("lang"), request.headers.get("accept-language", ""))
        found = self._inbox.messages()
        page = inbox_page(found.messages, last=found.next, language=language)
        headers = {**SECURITY_HEADERS, "Content-Language": language, "Vary": "Accept-Language"}
        return Response(page, headers=headers, media_type="text/html")


def _asset(name: str, media_type: str) -> Callable[[Request], Awaitable[Response]]:
    content = resources.files("simulators.sms").joinpath("static", name).read_bytes()

    async def serve(_request: Request) -> Response:
        return Response(content, headers=dict(SECURITY_HEADERS), media_type=media_type)

    return serve


def _json(value: msgspec.Struct, status: int = 200) -> Response:
    return Response(
        msgspec.json.encode(value), status, headers={"Cache-Control": "no-store"}, media_type="application/json"
    )


async def _body(request: Request, convert: Callable[[object], Decoded]) -> Decoded:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise ProblemError(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "the Content-Type must be application/json")
    octets = b""
    async for chunk in request.stream():
        octets += chunk
        if len(octets) > BODY_LIMIT:
            raise ProblemError(ProblemKind.TOO_LARGE, f"the body has more than {BODY_LIMIT} octets")
    try:
        value = strict_json.parse(octets)
    except strict_json.StrictJsonError as error:
        raise ProblemError(ProblemKind.MALFORMED, str(error)) from None
    try:
        converted = convert(value)
        # half of a surrogate pair gets through JSON, but never out again
        msgspec.json.encode(converted)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise ProblemError(ProblemKind.INVALID, str(error)) from None
    return converted


def _recipient(request: Request) -> str | None:
    text = request.query_params.get("to")
    if not text:
        return None
    # an unescaped plus sign arrives as a space
    recipient = e164(text.strip())
    if recipient is None:
        raise ProblemError(ProblemKind.MALFORMED, "`to` must be an international number")
    return recipient


def _number(request: Request, name: str, most: float) -> float:
    text = request.query_params.get(name, "0")
    if not re.fullmatch(r"[0-9]{1,16}(\.[0-9]{1,6})?", text) or not float(text) <= most:
        raise ProblemError(ProblemKind.MALFORMED, f"`{name}` must be a number from 0 to {most:g}")
    return float(text)


async def _problem(request: Request, error: Exception) -> Response:
    match error:
        case ProblemError():
            return error.response({"Retry-After": "1"} if error.kind is ProblemKind.THROTTLED else None)
        case HTTPException():
            not_allowed = error.status_code == HTTPStatus.METHOD_NOT_ALLOWED
            kind = ProblemKind.METHOD_NOT_ALLOWED if not_allowed else ProblemKind.NOT_FOUND
            return ProblemError(kind, f"{request.method} {request.url.path}").response(dict(error.headers or {}))
        case _:
            return ProblemError(ProblemKind.INTERNAL, "the gateway's log says more").response()
