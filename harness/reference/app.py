"""The application: settings and rules in, a Starlette application out. Routes come from the table of operations alone."""

import asyncio
import contextlib
import hashlib
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import parse_qs

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from harness.protocol import openapi
from harness.protocol.identifiers import ascii_digits
from harness.protocol.messages import Message, about, testing
from harness.protocol.operations import OPERATIONS, Security
from harness.reference import audit, idempotency, outbox, reclaim
from harness.reference.appointments import routes as appointments
from harness.reference.appointments import store as signups
from harness.reference.database import Connection, Database
from harness.reference.desk import routes as desk
from harness.reference.enrollment import captures
from harness.reference.enrollment import routes as enrollment
from harness.reference.enrollment import store as sessions
from harness.reference.enrollment.captures import CaptureMemory
from harness.reference.enrollment.state import Tally
from harness.reference.face_desk import FaceDesk
from harness.reference.gateway import gateway_for
from harness.reference.identity import routes as identity
from harness.reference.identity import store as devices
from harness.reference.identity.rules import person_key
from harness.reference.logs import Log
from harness.reference.mail import Post, mail_for
from harness.reference.notices import routes as notices
from harness.reference.outbox import Gateway, Outbox
from harness.reference.pki.store import Birth, find_secret, first_start, load_authority
from harness.reference.refusal import Refusal, refused_field
from harness.reference.registry.numbers import HeldNumbers
from harness.reference.registry.store import ReachableRegistry, Registry
from harness.reference.rulebook import Rules
from harness.reference.service import Answer, Call, Entropy, Handler, Service
from harness.reference.settings import Settings
from harness.reference.shell import Door, Endpoint, send_answer, telling_of
from harness.reference.table import PathTable
from harness.reference.testing import ClockWatch, OffsetClock
from harness.world.ports import FaceMatcher, NumberLookup

_SECRET_BYTES = 32
_SERIAL_BITS = 120
_AUDIT_PAGE = 1000
_Kind = Literal["session", "refusal", "counters", "capture", "answer", "identity", "audit"]


@dataclass(frozen=True, kw_only=True)
class World:
    """What a server finds outside itself."""

    registry: Registry
    matcher: FaceMatcher
    numbers: NumberLookup = HeldNumbers({})  # noqa: RUF009 - it is never changed
    """The operators of mobile numbers; absent, nothing is known of any number."""
    gateway: Gateway | None = None
    """In place of the one that the settings name."""


def create_app(settings: Settings, world: World, *, rules: Rules | None = None, log: Log | None = None) -> Starlette:
    """The server as an ASGI application; its database is opened here and closed by the end of its lifespan.

    Raises:
        DatabaseError: the database cannot be used.
        UsageError: a setting that cannot be.
    """
    service = build_service(settings, world, rules or Rules(), log or Log())
    app = Starlette(routes=_routes(service), lifespan=lifespan(service))
    app.router.redirect_slashes = False
    app.router.default = _Fallback(service)
    app.middleware_stack = (
        app.router
    )  # an endpoint answers its own failures: the framework's two layers for them stay out
    app.state.service = service
    return app


def build_service(settings: Settings, world: World, rules: Rules, log: Log) -> Service:
    """Open the database, make or load the server's secrets, and put everything together."""
    gateway = Post(world.gateway or gateway_for(settings.sms_url), mail_for(settings.mail_url, settings.policy))
    database = Database(settings.database_url)
    clock = OffsetClock()
    birth = Birth(
        secret=secrets.token_bytes(_SECRET_BYTES),
        keys=(ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())),
        serials=(secrets.randbits(_SERIAL_BITS) | 1, secrets.randbits(_SERIAL_BITS) | 1),
        authority=settings.policy.authority_en,
        now=datetime.now(UTC),
    )
    database.submit(lambda connection: first_start(connection, birth)).result()
    limits = settings.limits
    return Service(
        settings=settings,
        rules=rules,
        database=database,
        numbers=world.numbers,
        registry=ReachableRegistry(world.registry),
        faces=FaceDesk(
            world.matcher,
            workers=limits.face_workers,
            limit=limits.face_jobs,
            keeps_verdicts=settings.matcher_cache,
        ),
        captures=CaptureMemory(),
        authority=database.submit(load_authority).result(),
        secret=database.submit(lambda connection: find_secret(connection, "hmac")).result() or b"",
        outbox=Outbox(database, gateway, sender=rules.sms_sender(settings.policy), clock=clock, log=log),
        sms_status=gateway.status,
        clock=clock,
        watch=ClockWatch(
            database.submit(audit.last_moment).result(),
            went_back=lambda latest, now: rules.clock_went_back(latest, now, settings.policy),
        ),
        log=log,
        entropy=Entropy(),
    )


def lifespan(service: Service) -> Any:  # noqa: ANN401 - Starlette's own type is generic over the application
    """What runs beside the requests: the outbox and the erasure, from the start of a server to its end."""

    @contextlib.asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        await service.outbox.start()
        erasing = asyncio.create_task(_erase_regularly(service), name="erasure")
        try:
            yield
        finally:
            erasing.cancel()
            await service.outbox.stop(within_s=service.settings.limits.flush_s)
            service.faces.close()
            service.database.close()
            service.log.flush()

    return running


async def _erase_regularly(service: Service) -> None:
    while True:
        done = asyncio.wrap_future(service.database.submit(lambda connection: forget_old(service, connection)))
        try:
            await asyncio.shield(done)  # whoever stops us does not reach into the writer
        except Exception as error:  # noqa: BLE001 - the outermost shell of a task: whatever broke, the next turn comes
            service.log.write({"event": "nothing erased", "error": type(error).__name__})
        await asyncio.sleep(service.settings.limits.erase_every_s)


def forget_old(service: Service, connection: Connection) -> None:
    """Erase sessions, refusals, counters, answers and messages that are older than the policy keeps them (PRV-014).

    They are kept from the end of a session; its answers and messages are never wanted for longer than it lives.
    """
    policy = service.settings.policy
    expired_before_s = int(service.rules.kept_since(service.clock.now(), policy).timestamp())
    opened_before_s = expired_before_s - service.settings.policy.session_lifetime_s
    sessions.forget_sessions(connection, before_s=expired_before_s)
    sessions.forget_meters(connection, before=service.clock.now())
    signups.forget_signups(connection, before_s=expired_before_s)
    sessions.forget_refusals(connection, before_s=opened_before_s)
    sessions.forget_tallies(connection, before_s=opened_before_s)
    service.captures.forget(connection, before_s=opened_before_s)
    idempotency.forget(connection, before_s=opened_before_s)
    outbox.forget(connection, before_s=opened_before_s)


# -- routes ----------------------------------------------------------------------------------------------------------


def _routes(service: Service) -> list[BaseRoute]:
    door = Door(service)
    closed = _Fallback(service, "TEST_HOOK_DISABLED")
    by_path: dict[str, dict[str, Endpoint | _Fallback]] = {}
    for operation in OPERATIONS:
        if operation.security is Security.PARTNER and service.settings.notice_token is None:
            continue
        is_closed = operation.test_hook and not service.rules.hooks_served(service.settings.test_hooks)
        endpoint = closed if is_closed else Endpoint(operation, HANDLERS[operation.name], door)
        by_path.setdefault(operation.path, {})[operation.method] = endpoint
    table = PathTable()
    for path, endpoints in by_path.items():
        table.add(path, _Methods(service, endpoints))
    table.add("/openapi.json", _OpenApi(service))
    return [table]


class _Fallback:
    """Answers for a path that nothing stands at, and for a method that a path does not have."""

    def __init__(self, service: Service, code: str = "NOT_FOUND") -> None:
        self._service = service
        self._code = code

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        telling = telling_of(self._service, dict(scope["headers"]))
        await send_answer(self._service.refused(Refusal(self._code), telling), telling, send)


class _Methods:
    """The operations at one path."""

    def __init__(self, service: Service, endpoints: Mapping[str, "Endpoint | _Fallback"]) -> None:
        self._endpoints = endpoints
        self._other = _Fallback(service, "METHOD_NOT_ALLOWED")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._endpoints.get(scope["method"], self._other)(scope, receive, send)


class _OpenApi:
    """The published description of the wire."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._other = _Fallback(service, "METHOD_NOT_ALLOWED")
        self._document = msgspec.json.encode(
            service.rules.published(openapi.document(version=service.settings.version))
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await self._other(scope, receive, send)
            return
        telling = telling_of(self._service, dict(scope["headers"]))
        await send_answer(Answer(status=200, body=self._document), telling, send)


# -- what the server says of itself ----------------------------------------------------------------------------------


async def _about(service: Service, call: Call) -> Message:
    settings = service.settings
    return about.About(
        implementation="hawiya reference",
        version=settings.version,
        wire="hawiya/1",
        nation=settings.policy.nation,
        environment=settings.environment,
        test_hooks=service.rules.hooks_served(settings.test_hooks),
        policy_digest=hashlib.sha256(msgspec.json.encode(settings.policy, order="deterministic")).hexdigest(),
        server_time=call.now,
    )


async def _health(_service: Service, call: Call) -> Message:
    return about.Health(status="ok", server_time=call.now)


async def _ready(service: Service, _call: Call) -> Answer:
    parts = {
        "database": await service.database.status(),
        "registry": service.registry.status(),
        "sms": service.sms_status(),
    }
    is_ready = all(part == "ok" for part in parts.values())
    body = about.Ready(status="ready" if is_ready else "not_ready", **parts)
    return Answer(status=200 if is_ready else 503, body=msgspec.json.encode(body))


# -- test hooks ------------------------------------------------------------------------------------------------------


async def _clock_now(service: Service, _call: Call) -> Message:
    return testing.Clock(now=service.clock.now(), offset_s=service.clock.offset_s)


async def _clock_set(service: Service, call: Call) -> Message:
    if not isinstance(call.message, testing.SetClock):
        raise TypeError("clock.set carries no SetClock")
    try:
        service.clock.move(call.message.offset_s)
    except OverflowError:
        raise refused_field("MALFORMED", "offset_s") from None
    await service.database.write(lambda connection: forget_old(service, connection))
    return testing.Clock(now=service.clock.now(), offset_s=service.clock.offset_s)


async def _audit(service: Service, call: Call) -> Message:
    query = parse_qs(call.query)
    after, limit = _number(query, "after", 0), _number(query, "limit", _AUDIT_PAGE)
    records = await service.database.read(
        lambda connection: audit.export(connection, after=after, limit=min(limit, _AUDIT_PAGE))
    )
    records = service.rules.audit_page(records)
    last = records[-1].sequence if records else after
    return testing.AuditExport(records=records, next_after=last, head=await service.database.read(audit.head))


async def _records(service: Service, call: Call) -> Message:
    if not isinstance(call.message, testing.FindRecords):
        raise TypeError("records carries no FindRecords")
    person = person_key(ascii_digits(call.message.civil_number), service.secret)

    def found(connection: Connection) -> dict[_Kind, int]:
        kept = sessions.sessions_of(connection, person)
        return {
            "session": len(kept),
            "refusal": int(sessions.find_refusal(connection, person) is not None),
            "counters": int(sessions.find_tally(connection, person) != Tally(person=person)),
            "capture": captures.captures_of(connection, person),
            "answer": sum(idempotency.answers_of(connection, session.device) for session in kept),
            "identity": len(devices.devices_of_person(connection, person)),
            "audit": audit.lines_of(connection, person),
        }

    counts = await service.database.read(found)
    return testing.KeptRecords(
        records=[
            testing.KeptRecord(kind=kind, personal=kind != "audit", count=count)
            for kind, count in counts.items()
            if count
        ]
    )


async def _registry_set(service: Service, call: Call) -> Message:
    if not isinstance(call.message, testing.SetRegistry):
        raise TypeError("registry.set carries no SetRegistry")
    service.registry.reachable = call.message.reachable
    return testing.RegistryReach(reachable=service.registry.reachable)


async def _reclaim(service: Service, call: Call) -> Message:
    if not isinstance(call.message, testing.Reclaim):
        raise TypeError("reclaim carries no Reclaim")
    people = call.message.people
    await service.database.write(lambda connection: reclaim.forget(connection, people, service.secret))
    return testing.Reclaimed(people=len(people))


def _number(query: Mapping[str, list[str]], name: str, default: int) -> int:
    text = query.get(name, [str(default)])[0]
    if not text.isdigit() or not text.isascii() or len(text) > 15:  # noqa: PLR2004 - what a 64-bit number holds
        raise refused_field("MALFORMED", name)
    return int(text)


_OWN_ROUTES: dict[str, Handler] = {
    "about": _about,
    "health": _health,
    "ready": _ready,
    "clock.now": _clock_now,
    "clock.set": _clock_set,
    "audit": _audit,
    "records": _records,
    "registry.set": _registry_set,
    "reclaim": _reclaim,
}

HANDLERS: Mapping[str, Handler] = {
    **enrollment.ROUTES,
    **identity.ROUTES,
    **notices.ROUTES,
    **appointments.ROUTES,
    **desk.ROUTES,
    **_OWN_ROUTES,
}
"""What carries out each operation, by its name: whatever the wire, these decide."""
