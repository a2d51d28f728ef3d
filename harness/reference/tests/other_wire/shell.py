"""A second HTTP shell before the same rules: every page takes a form by POST, and no byte of it is like our own wire.

A request passes the checks of the first shell in the same order. The case, its ticket, the number of the wish and the tongue of
the answer stand in the form; the device key signs the request as a whole. A refusal is 409 with a number, 404 for no page.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from harness.protocol.encoding import strict_json
from harness.protocol.messages import Message
from harness.protocol.messages.enrollment import Language
from harness.protocol.messages.problem import Problem
from harness.protocol.operations import OPERATIONS, Operation, Security
from harness.reference.app import HANDLERS, World, build_service, lifespan
from harness.reference.database import DatabaseLostError
from harness.reference.logs import Log
from harness.reference.problems import Telling
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules
from harness.reference.service import Answer, Call, Service
from harness.reference.settings import SELFIE_LIMIT, Settings
from harness.reference.shell import Door, ProvenRequest, crash_fields, idempotency_key, refusal_of
from harness.reference.tests.other_wire.wire import answer, as_json, read_form, read_seal
from harness.reference.tests.other_wire.words import ASKED, PAGES, SAID

_BODY_LIMIT = 2 * SELFIE_LIMIT
_FORM = "application/x-www-form-urlencoded"
_TEXT = "text/plain; charset=utf-8"
_PARAMETER = re.compile(r"\{(\w+)\}")
_OWN_FIELDS = ("CASE", "TICKET", "WISH", "LANG", "TOKEN")


def create_app(settings: Settings, world: World, *, rules: Rules | None = None, log: Log | None = None) -> Starlette:
    """The other server as an ASGI application."""
    service = build_service(settings, world, rules or Rules(), log or Log())
    door = Door(service)
    offered = [one for one in OPERATIONS if _is_offered(one, settings)]
    routes = [Route(page_of(one), Page(service, door, one), methods=["POST"]) for one in offered]
    return Starlette(routes=routes, lifespan=lifespan(service), exception_handlers={404: _no_page, 405: _no_page})


def _is_offered(operation: Operation, settings: Settings) -> bool:
    is_told_to = operation.security is not Security.PARTNER or settings.notice_token is not None
    return is_told_to and (settings.test_hooks or not operation.test_hook)


def page_of(operation: Operation) -> str:
    """Where an operation stands on this wire."""
    return PAGES.get(operation.name, f"/page/{operation.name.replace('.', '-')}")


async def _no_page(_request: Request, _error: Exception) -> Response:
    return Response(b"no such page\n", status_code=404, media_type=_TEXT)


@dataclass(frozen=True)
class _Form:
    """A form as it came: what this wire reads itself, and what is left for the operation."""

    own: dict[str, str]
    left: list[tuple[str, str]]

    @classmethod
    def read(cls, body: bytes) -> "_Form":
        fields = read_form(body)
        left = [(name, text) for name, text in fields if name not in _OWN_FIELDS]
        own = {name: text for name, text in fields if name in _OWN_FIELDS}
        if len(own) + len(left) != len(fields):
            raise Refusal("MALFORMED")
        return cls(own, left)

    def take_path(self, path: str) -> str:
        """The path of our wire: what is a part of it there is a field of the form here."""
        for name in _PARAMETER.findall(path):
            field = ASKED.get(name, name.upper())
            given = dict([*self.left, *self.own.items()]).get(field, "-")
            path = path.replace(f"{{{name}}}", quote(given, safe=""))
            self.left[:] = [(other, text) for other, text in self.left if other != field]
        return path

    @property
    def language(self) -> Language:
        """The language of the answer, and that of what is accepted."""
        return "ar" if self.own.get("LANG") == "ar" else "en"


class Page:
    """One operation at its page; an ASGI application, so that the framework leaves it alone."""

    def __init__(self, service: Service, door: Door, operation: Operation) -> None:
        self._service, self._door, self._operation = service, door, operation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._answer(Request(scope, receive))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        service = self._service
        telling = Telling(language="en", trace=service.entropy.trace(), now=service.clock.now())
        try:
            if service.watch.sees_regression(telling.now):
                await service.end_sessions(telling.now)
            try:
                body = await _body(request)
                call = self._checked(request, body, telling)
                telling = call.telling
                result = await HANDLERS[self._operation.name](service, call)
                told = self._told(result)
            except DatabaseLostError:
                told = service.rules.problem(Refusal("UNAVAILABLE"), telling)
            except Refusal as refusal:
                told = service.rules.problem(refusal, telling)
        except Exception as error:  # noqa: BLE001 - the outermost shell of this server
            service.log.write(crash_fields(error, self._operation.name, telling.trace))
            told = service.rules.problem(Refusal("GENERIC"), telling)
        return Response(answer(told), status_code=409 if isinstance(told, Problem) else 200, media_type=_TEXT)

    def _told(self, result: Message | Answer) -> Message:
        if not isinstance(result, Answer):
            return result
        kind = Problem if "problem" in result.media_type else self._operation.response
        return strict_json.decode(result.body, kind)

    def _checked(self, request: Request, body: bytes, telling: Telling) -> Call:
        operation = self._operation
        form = _Form.read(body)
        telling = Telling(language=form.language, trace=telling.trace, now=telling.now)
        peer = request.client.host if request.client else ""
        page, path = request.url.path, form.take_path(operation.path)
        if operation.security is Security.PARTNER and not self._service.is_partner(form.own.get("TOKEN")):
            raise Refusal("TOKEN_INVALID")
        if operation.security in (Security.NONE, Security.PARTNER):
            self._door.check_peer(peer)
            query = "" if operation.request else urlencode([(name.lower(), text) for name, text in form.left])
            return Call(
                operation=operation, now=telling.now, telling=telling, path=path, query=query, body=body,
                message=self._message(form),
            )  # fmt: skip
        is_bound = operation.security is Security.SESSION
        ticket = form.own.get("TICKET") if is_bound else None
        proven = ProvenRequest(
            peer=peer, method=request.method, uri=page, now=telling.now,
            access_token=ticket,
        )  # fmt: skip
        seal = request.headers.get("x-signature")
        proof = self._door.admit(
            proven, lambda: read_seal(seal, method=request.method, path=page, body=body, ticket=ticket)
        )
        token_session = self._service.session_of_token(ticket) if is_bound else ""
        message = self._message(form)
        return Call(
            operation=operation, now=telling.now, telling=telling, path=path, body=body, message=message,
            device=proof.thumbprint, device_key=proof.key, session_id=form.own.get("CASE", ""),
            token_session=token_session,
            key=idempotency_key(form.own.get("WISH")) if operation.changes_state else "",
        )  # fmt: skip

    def _message(self, form: _Form) -> Message | None:
        kind = self._operation.request
        if kind is None:
            return None
        said = [*form.left, *SAID.get(self._operation.name, ())]
        if "language" in kind.__struct_fields__:
            said.append((ASKED["language"], form.language))
        try:
            return self._service.rules.read_message(as_json(said, kind), kind)
        except strict_json.StrictJsonError as error:
            raise refusal_of(error) from None


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Refusal("UNSUPPORTED_MEDIA_TYPE")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _BODY_LIMIT:
            raise Refusal("TOO_LARGE")
    return bytes(body)
