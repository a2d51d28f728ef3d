"""The HTTP shell: every request passes the same checks in the same order, every refusal leaves as a problem document.

size -> content type -> proof of the device key -> access token -> strict JSON -> idempotency key -> the area's own rules

An endpoint is an ASGI application, not a view: measured, the request and response objects of the framework cost more than the
rest of the shell together.
"""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from harness.protocol.encoding import jose
from harness.protocol.encoding.strict_json import Fault, StrictJsonError
from harness.protocol.messages import Message
from harness.protocol.operations import SELFIE, Operation, Security
from harness.reference.admission import Admission
from harness.reference.database import DatabaseLostError
from harness.reference.guard import ProofMemory, Rate, network_of
from harness.reference.problems import Telling, language_of
from harness.reference.refusal import Refusal, RefusalFacts
from harness.reference.rulebook import Exchange
from harness.reference.service import Answer, Call, Handler, Service
from harness.reference.settings import BODY_LIMIT, SELFIE_LIMIT

_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
_HEADER_LIMIT = 16_384
_FAULT_CODES: Mapping[Fault, str] = {Fault.UNKNOWN_FIELD: "FIELD_NOT_ALLOWED", Fault.MISSING_FIELD: "FIELD_REQUIRED"}
_FIXED_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"vary", b"accept-language"),
]
_TOKEN_PARTS = 2


class Door:
    """What all endpoints of one server share."""

    def __init__(self, service: Service) -> None:
        policy, limits = service.settings.policy, service.settings.limits
        self.service = service
        self._proofs = ProofMemory(window_s=2 * policy.clock_skew_s + 1, limit=limits.proofs_remembered)
        self._rate = Rate(per_s=limits.requests_per_s, burst=limits.burst)
        self._peer_rate = Rate(per_s=limits.peer_requests_per_s, burst=limits.peer_burst)

    def check_peer(self, peer: str) -> None:
        """The rate of one address.

        Raises:
            Refusal: THROTTLED.
        """
        self._peer_rate.take(network_of(peer), self.service.clock.elapsed())

    def check_proof(self, call: "_Arrival", *, access_token: str | None) -> jose.DpopProof:
        """The proof of the device key, which admits this very request once.

        Raises:
            Refusal: PROOF_MISSING, PROOF_INVALID, CLOCK_SKEW, PROOF_REPLAYED, THROTTLED or UNAVAILABLE.
        """
        text = call.header(b"dpop")
        uri = call.uri(self.service.settings.public_url)
        request = ProvenRequest(
            peer=call.peer, method=call.method, uri=uri, now=call.telling.now, access_token=access_token
        )
        return self.admit(request, lambda: self._read_proof(text))

    def admit(self, request: "ProvenRequest", read: Callable[[], jose.DpopProof]) -> jose.DpopProof:
        """The proof that `read` finds, where it admits the request; it is read after the peer was found not to hurry.

        Raises:
            Refusal: what `read` raises, CLOCK_SKEW, PROOF_INVALID, PROOF_REPLAYED, THROTTLED or UNAVAILABLE.
        """
        service = self.service
        elapsed = service.clock.elapsed()
        self.check_peer(request.peer)
        proof = read()
        self._rate.take(proof.thumbprint, elapsed)
        used = f"{proof.thumbprint}{proof.proof_id[:256]}"
        admission = Admission(
            method=request.method,
            uri=request.uri,
            now=request.now,
            tolerance_s=service.settings.policy.clock_skew_s,
            access_token=request.access_token,
            seen=self._proofs.seen(used, elapsed),
        )
        service.rules.admit(proof, admission)
        self._proofs.remember(used, elapsed)
        return proof

    def _read_proof(self, text: str | None) -> jose.DpopProof:
        if text is None:
            raise Refusal("PROOF_MISSING")
        try:
            return self.service.rules.read_proof(text)
        except jose.JoseError:
            raise Refusal("PROOF_INVALID") from None

    def check_partner(self, call: "_Arrival") -> None:
        """Another authority shows the token that it shares with this server.

        Raises:
            Refusal: THROTTLED or TOKEN_INVALID.
        """
        self.check_peer(call.peer)
        if not self.service.is_partner(call.bearer):
            raise Refusal("TOKEN_INVALID")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProvenRequest:
    """What a proof of the device key must fit, and whose address it came from."""

    peer: str
    method: str
    uri: str
    now: datetime
    access_token: str | None


class _Arrival:
    """A request before anything of it is trusted."""

    def __init__(self, scope: Scope, telling: Telling, headers: dict[bytes, bytes]) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query: str = scope["query_string"].decode("latin-1")
        self.session_id: str = unquote(scope.get("path_params", {}).get("session_id", ""))
        self._scheme: str = scope["scheme"]
        self.peer: str = (scope.get("client") or ("",))[0]
        self._headers = headers
        self.telling = telling
        self.access_token = _token_of(self.header(b"authorization"), "dpop")
        self.bearer = _token_of(self.header(b"authorization"), "bearer")

    def header(self, name: bytes) -> str | None:
        value = self._headers.get(name)
        return None if value is None else value.decode("latin-1")

    def uri(self, public_url: str | None) -> str:
        base = public_url.rstrip("/") if public_url else f"{self._scheme}://{self.header(b'host') or ''}"
        return base + self.path


def _token_of(authorization: str | None, scheme: str) -> str | None:
    parts = (authorization or "").split(" ")
    return parts[1] if len(parts) == _TOKEN_PARTS and parts[0].lower() == scheme and parts[1].isascii() else None


class Endpoint:
    """One operation as an ASGI application."""

    def __init__(self, operation: Operation, handler: Handler, door: Door) -> None:
        self.operation = operation
        self._handler = handler
        self._door = door
        self._limit = SELFIE_LIMIT if operation is SELFIE else BODY_LIMIT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        service = self._door.service
        started = service.clock.elapsed()
        headers: dict[bytes, bytes] = dict(scope["headers"])
        telling = telling_of(service, headers)
        body = b""
        try:
            if service.watch.sees_regression(telling.now):
                await service.end_sessions(telling.now)
            try:
                _check_size(headers)
                if self.operation.request is not None:
                    within_s = service.settings.limits.body_time_s
                    body = await _body(headers, receive, limit=self._limit, within_s=within_s)
                call = self._checked(_Arrival(scope, telling, headers), body)
                result = await self._handler(service, call)
                answer = result if isinstance(result, Answer) else service.accepted(call, result)
            except Refusal as refusal:
                answer = service.refused(refusal, telling)
            except DatabaseLostError as lost:
                service.log.write({"event": "database lost", "trace": telling.trace, "why": str(lost)})
                answer = service.refused(Refusal("UNAVAILABLE", RefusalFacts(retry_after_s=1)), telling)
        except Exception as error:  # noqa: BLE001 - the outermost shell: whatever breaks becomes GENERIC with a trace
            service.log.write(crash_fields(error, self.operation.name, telling.trace))
            answer = service.crashed(telling)
        await send_answer(answer, telling, send)
        took_ms = (service.clock.elapsed() - started) * 1000
        exchange = Exchange(
            operation=self.operation.name,
            status=answer.status,
            code=answer.code,
            trace=telling.trace,
            took_ms=took_ms,
            request_body=body,
            response_body=answer.body,
        )
        service.log.write(service.rules.log_fields(exchange))

    def _checked(self, arrival: _Arrival, body: bytes) -> Call:
        operation, service = self.operation, self._door.service
        if operation.security is Security.NONE:
            self._door.check_peer(arrival.peer)
            return self._open_call(arrival, body)
        if operation.security is Security.PARTNER:
            self._door.check_partner(arrival)
            return self._open_call(arrival, body)
        is_bound = operation.security is Security.SESSION
        proof = self._door.check_proof(arrival, access_token=arrival.access_token if is_bound else None)
        token_session = service.session_of_token(arrival.access_token) if is_bound else ""
        message = self._read(body)
        return Call(
            operation=operation,
            now=arrival.telling.now,
            telling=arrival.telling,
            path=arrival.path,
            query=arrival.query,
            body=body,
            message=message,
            device=proof.thumbprint,
            device_key=proof.key,
            session_id=arrival.session_id,
            token_session=token_session,
            key=idempotency_key(arrival.header(b"idempotency-key")) if operation.changes_state else "",
        )

    def _open_call(self, arrival: _Arrival, body: bytes) -> Call:
        return Call(
            operation=self.operation,
            now=arrival.telling.now,
            telling=arrival.telling,
            path=arrival.path,
            query=arrival.query,
            body=body,
            message=self._read(body),
        )

    def _read(self, body: bytes) -> Message | None:
        kind = self.operation.request
        if kind is None:
            return None
        try:
            return self._door.service.rules.read_message(body, kind)
        except StrictJsonError as error:
            raise refusal_of(error) from None


def refusal_of(error: StrictJsonError) -> Refusal:
    """The refusal of a message that cannot be read."""
    return Refusal(_FAULT_CODES.get(error.fault, "MALFORMED"), RefusalFacts(field=_nameable(error.field)))


def _check_size(headers: Mapping[bytes, bytes]) -> None:
    if sum(map(len, headers.values())) > _HEADER_LIMIT:
        raise Refusal("TOO_LARGE")


def _nameable(field: str | None) -> str | None:
    """A field name as it may be repeated: what a stranger invents is cut."""
    return None if field is None else field[:64]


def idempotency_key(key: str | None) -> str:
    """The key of a state change.

    Raises:
        Refusal: IDEMPOTENCY_KEY_REQUIRED where there is none, or none of the form that is asked for.
    """
    if key is None or not _KEY.fullmatch(key):
        raise Refusal("IDEMPOTENCY_KEY_REQUIRED")
    return key


async def _body(headers: Mapping[bytes, bytes], receive: Receive, *, limit: int, within_s: float) -> bytes:
    length = headers.get(b"content-length", b"")
    if length.isdigit() and (len(length) > 9 or int(length) > limit):  # noqa: PLR2004 - no limit has ten digits
        raise Refusal("TOO_LARGE")
    media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if media_type != b"application/json":
        raise Refusal("UNSUPPORTED_MEDIA_TYPE")
    try:
        async with asyncio.timeout(within_s):
            return await _whole(receive, limit)
    except TimeoutError:
        raise Refusal("UNAVAILABLE", RefusalFacts(retry_after_s=1)) from None


async def _whole(receive: Receive, limit: int) -> bytes:
    pieces, size, more = [], 0, True
    while more:
        event = await receive()
        if event["type"] != "http.request":
            raise Refusal("MALFORMED")
        pieces.append(event.get("body", b""))
        size += len(pieces[-1])
        if size > limit:
            raise Refusal("TOO_LARGE")
        more = event.get("more_body", False)
    return b"".join(pieces)


def telling_of(service: Service, headers: Mapping[bytes, bytes]) -> Telling:
    """To whom an answer is told, and when."""
    language = language_of(headers.get(b"accept-language", b"")[:200].decode("latin-1"))
    return Telling(language=language, trace=service.entropy.trace(), now=service.clock.now())


def crash_fields(error: BaseException, operation: str, trace: str) -> dict[str, str | int]:
    """What the log says of a crash: where it happened, not what was sent."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_qualname}:{place.tb_lineno}" if place else "?"
    return {"event": "crash", "operation": operation, "trace": trace, "error": type(error).__name__, "where": where}


async def send_answer(answer: Answer, telling: Telling, send: Send) -> None:
    """Send an answer; the headers are the same for every answer but for those that RFC 9110 ties to a status."""
    headers = [
        (b"content-type", answer.media_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        (b"content-language", telling.language.encode()),
        (b"trace-id", telling.trace.encode()),
        *_FIXED_HEADERS,
    ]
    if answer.retry_after_s is not None:
        headers.append((b"retry-after", str(answer.retry_after_s).encode()))
    if answer.status == 401:  # noqa: PLR2004 - RFC 9110, 11.6.1
        is_partner = answer.code == "TOKEN_INVALID"  # RFC 6750, 3
        headers.append((b"www-authenticate", b"Bearer" if is_partner else b'DPoP algs="ES256"'))
    if answer.replayed:
        headers.append((b"idempotent-replayed", b"true"))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
