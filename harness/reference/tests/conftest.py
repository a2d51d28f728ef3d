"""An in-process server with a phone: the people, pictures and messages are the smallest that the ports allow."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from harness.adapters.hawiya import HawiyaAdapter
from harness.protocol.encoding import jose
from harness.protocol.identifiers import card_serial_for, civil_number_for, hawyti_serial_for
from harness.protocol.messages.enrollment import ApplicantData
from harness.reference.app import World, create_app
from harness.reference.logs import Log
from harness.reference.outbox import GatewayError, TextMessage
from harness.reference.registry.rules import Card, Record, ResidencyRequest
from harness.reference.registry.store import Entry, HeldRegistry
from harness.reference.rulebook import Rules
from harness.reference.settings import Limits, Settings
from harness.world.policy import Policy
from harness.world.ports import Accepted, Caller, Conversation, Outcome, Refused, Request, Response

BASE_URL = "http://server.test"
POLICY = Policy(name="test", nation="kuwait", authority_en="PACI", authority_ar="الهيئة", sms_sender="PACI")


class Key:
    """A phone's key store."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def public_key(self):
        return self._key.public_key()

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self._key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def thumbprint(self) -> str:
        return jose.thumbprint(jose.jwk_of(self.public_key()))

    def csr(self, *, common_name: str) -> bytes:
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
        request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(self._key, hashes.SHA256())
        return request.public_bytes(serialization.Encoding.DER)


class TextMatcher:
    """Pictures that are texts: `face:NAME` shows NAME, `blur:NAME` is not usable, `face:NAME on a card` is no live face.

    What follows a number sign tells one picture from another.
    """

    def __init__(self) -> None:
        self.compared = 0

    def quality(self, image: bytes):
        return () if image.startswith(b"face:") else ("blur",)

    def signs_of_attack(self, image: bytes):
        return ("GRID",) if b" on a card" in image else ()

    def fingerprint(self, _image: bytes) -> bytes:
        return b""

    def matches(self, portrait: bytes, selfie: bytes) -> bool:
        self.compared += 1
        return portrait == selfie.partition(b"#")[0].removesuffix(b" on a card")


class Inbox:
    """A gateway that keeps what it takes; `refusing` makes it fail."""

    def __init__(self) -> None:
        self.messages: list[TextMessage] = []
        self.refusing = False
        self._arrived = asyncio.Condition()

    def status(self) -> str:
        return "ok"

    async def start(self) -> None: ...

    async def send(self, message: TextMessage) -> None:
        if self.refusing:
            raise GatewayError("down")
        async with self._arrived:
            self.messages.append(message)
            self._arrived.notify_all()

    async def close(self) -> None: ...

    async def received(self, count: int) -> None:
        async with asyncio.timeout(5), self._arrived:
            await self._arrived.wait_for(lambda: len(self.messages) >= count)

    async def code(self, count: int = 1) -> str:
        """The code in the `count`-th message."""
        await self.received(count)
        return next(word for word in self.messages[count - 1].text.replace(".", " ").split() if word.isdigit())


@dataclass(frozen=True)
class Person:
    name: str
    record: Record

    @property
    def face(self) -> bytes:
        return f"face:{self.name}".encode()

    def data(self, **changes: str | None) -> ApplicantData:
        record = self.record
        fields = {
            "civil_number": record.civil_number,
            "card_serial": record.card.serial if record.card else None,
            "nationality": record.nationality,
            "passport_number": record.passport_number,
            "email": "person@example.org",
            "mobile": "50000001",
        }
        return ApplicantData(**{**fields, **changes})


def make_person(name: str, number: int, **changes) -> Person:
    born = changes.pop("birth_date", date(1990, 1, 1))
    civil = next(found for serial in range(number * 20, 10_000) if (found := civil_number_for(born, serial)))
    defaults = {
        "civil_number": civil,
        "category": "citizen",
        "status": "active",
        "nationality": "KWT",
        "birth_date": born,
        "card": Card(serial=card_serial_for(300_000_000 + number), kind="smart", expires_on=date(2040, 1, 1)),
        "hawyti_serial": hawyti_serial_for(number),
    }
    return Person(name, Record(**{**defaults, **changes}))


@dataclass
class Server:
    """A running server with its surroundings."""

    client: httpx.AsyncClient
    app: object
    inbox: Inbox
    matcher: TextMatcher
    people: dict[str, Person]
    log: io.StringIO
    adapter: HawiyaAdapter = field(default_factory=lambda: HawiyaAdapter(BASE_URL))

    @property
    def service(self):
        return self.app.state.service

    async def exchange(self, request: Request) -> Response:
        answer = await self.client.request(
            request.method, request.path, headers=list(request.headers), content=request.body
        )
        headers = tuple((name, value) for name, value in answer.headers.items())
        return Response(status=answer.status_code, headers=headers, body=answer.content)

    async def converse(self, conversation: Conversation) -> Outcome:
        try:
            request = next(conversation)
            while True:
                request = conversation.send(await self.exchange(request))
        except StopIteration as finished:
            return finished.value

    async def eventually(self, reading, *, until):
        """What a reading gives once `until` holds."""
        async with asyncio.timeout(5):
            while not until(found := await self.service.database.read(reading)):
                await asyncio.to_thread(lambda: None)
        return found

    def phone(self, person: str = "citizen") -> "Phone":
        return Phone(self, self.people[person])


class Phone:
    """A person with a phone, who takes the steps one by one."""

    def __init__(self, server: Server, person: Person) -> None:
        self.server = server
        self.person = person
        self.key = Key()
        self._fresh = 0
        self.caller = Caller(key=self.key, now=datetime.now(UTC), fresh=self.fresh, idempotency_key="unset-key")
        self.challenge = ""
        self.skew = timedelta(0)

    def fresh(self) -> str:
        self._fresh += 1
        return f"fresh-{self._fresh}-{id(self)}"

    def next_caller(self, key: str | None = None) -> Caller:
        return replace(
            self.caller, now=self.server.service.clock.now() + self.skew, idempotency_key=key or self.fresh()
        )

    async def do(self, step: str, *, key: str | None = None, **arguments) -> Outcome:
        method: Callable[..., Conversation] = getattr(self.server.adapter, step)
        outcome = await self.server.converse(method(self.next_caller(key), **arguments))
        if isinstance(outcome, Accepted):
            facts = outcome.facts
            self.caller = replace(
                self.caller, session=facts.session or self.caller.session, access=facts.access or self.caller.access
            )
            self.challenge = facts.challenge or self.challenge
        return outcome

    async def open(self, **changes) -> Outcome:
        arguments = {"channel": "phone", "method": "manual", "platform": "android", "app_version": "1.0"}
        return await self.do("open", **{**arguments, **changes})

    async def to_confirmed(self, **changes: str | None) -> None:
        accepted(await self.open())
        accepted(await self.do("accept", terms_version=POLICY.terms_version))
        accepted(await self.do("submit", data=self.person.data(**changes)))
        accepted(await self.do("confirm"))

    async def selfie(self, image: bytes | None = None, **changes) -> Outcome:
        return await self.do(
            "selfie",
            image=image or self.person.face + b"#" + self.fresh().encode(),
            challenge=changes.pop("challenge", self.challenge),
            captured_at=changes.pop("captured_at", self.server.service.clock.now()),
            **changes,
        )

    async def to_otp_sent(self, **changes: str | None) -> None:
        await self.to_confirmed(**changes)
        accepted(await self.selfie())

    async def to_verified(self, **changes: str | None) -> None:
        before = len(self.server.inbox.messages)
        await self.to_otp_sent(**changes)
        accepted(await self.do("otp", code=await self.server.inbox.code(before + 1)))

    async def to_active(self, **changes: str | None) -> Outcome:
        await self.to_verified(**changes)
        accepted(await self.do("issue"))
        return accepted(await self.do("activate"))


def accepted(outcome: Outcome) -> Accepted:
    assert isinstance(outcome, Accepted), outcome
    return outcome


def refused(outcome: Outcome, code: str) -> Refused:
    assert isinstance(outcome, Refused), outcome
    assert outcome.reason == code
    return outcome


PEOPLE = (
    make_person("citizen", 1),
    make_person("other", 2),
    make_person(
        "resident", 3, category="resident", nationality="IND", passport_number="P1234567", residency_article=18
    ),
    make_person(
        "domestic", 4, category="resident", nationality="PHL", passport_number="P7654321", residency_article=20
    ),
    make_person("cancelled", 5, status="cancelled"),
    make_person("first_issue", 6, card=None, first_issue=True),
    make_person(
        "unpaid",
        7,
        card=None,
        hawyti_serial=None,
        mobile="+96550000009",
        request=ResidencyRequest(
            reference_number="R000000018", fee_paid=False, has_portrait=True, civil_number_allocated=True
        ),
    ),
)


class Running:
    """Starts servers for one test and stops them in the end."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self._folder = folder
        self._database_url = database_url

    def policy(self, **changes) -> Policy:
        return msgspec.structs.replace(POLICY, **changes)

    def rules(self, **changes) -> Rules:
        return replace(Rules(), **changes)

    def start(self, policy: Policy = POLICY, *, rules: Rules | None = None, **changes):
        return _Started(self._folder, policy, rules or Rules(), {"database_url": self._database_url, **changes})


class _Started:
    def __init__(self, folder: Path, policy: Policy, rules: Rules, changes: dict) -> None:
        inbox = changes.pop("inbox", None) or Inbox()
        for person in PEOPLE:
            (folder / person.name).write_bytes(person.face)
        entries = {
            number: Entry(record=p.record, portrait=folder / p.name)
            for p in PEOPLE
            for number in (p.record.civil_number, p.record.request and p.record.request.reference_number)
            if number
        }
        settings = Settings(
            policy=policy,
            **{"test_hooks": True, "limits": Limits(flush_s=0.1), **changes},
        )
        matcher, log = TextMatcher(), io.StringIO()
        world = World(registry=HeldRegistry(entries), matcher=matcher, gateway=inbox)
        app = create_app(settings, world, rules=rules, log=Log(log))
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False), base_url=BASE_URL, trust_env=False
        )
        self.server = Server(client, app, inbox, matcher, {person.name: person for person in PEOPLE}, log)

    async def __aenter__(self) -> Server:
        self._lifespan = self.server.app.router.lifespan_context(self.server.app)
        await self._lifespan.__aenter__()
        return self.server

    async def __aexit__(self, *error: object) -> None:
        await self.server.client.aclose()
        await self._lifespan.__aexit__(None, None, None)


@pytest.fixture
def running(tmp_path: Path, database_url: str) -> Running:
    """Servers on each of the two databases."""
    return Running(tmp_path, database_url)
