"""Schemathesis drives the reference by its published OpenAPI document, and finds no crash and no answer outside of it.

Schemathesis makes the requests. Our hook does what a generator cannot: it walks a seeded applicant to the step before, signs
the DPoP proof of the very request, and lends every third case the honest body and every other third an honest body with one
generated field. So the cases reach past the first check of the server, and every route is seen to do its work. Every tenth case
keeps the path and the headers that were generated for it, proof or no proof: the server may refuse it, and must not break.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import cycle

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from conformance.certification.environment import Environment
from conformance.notices import change_registry, fresh_notice, pay_fee
from conformance.session import Session
from conformance.target import REFERENCE
from harness.protocol.encoding import jose
from harness.protocol.openapi import document
from harness.protocol.operations import OPERATIONS, SET_CLOCK, SET_REGISTRY, Operation, Security
from harness.world.ports import Accepted, Conversation, OfficerEntry, Request, Response, converse
from simulators.journey import Applicant, WayBlockedError
from simulators.phone import Phone
from simulators.scenarios import load_journey
from simulators.visitor import PASSWORD, Visitor

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LOCKED = 429
AS_GENERATED = 10
"""One case of so many keeps its generated path and headers."""
CACHED_STEPS = ("status", "accept", "submit", "state", "services", "service.use")
"""Operations that leave an applicant where they can be called again."""


@dataclass
class Walker:
    """Lends seeded applicants, each at the step before the operation that is tried."""

    session: Session
    sent: Counter[tuple[str, int]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        citizens = [person for person in self.session.world.population.people if person.role == "citizen"]
        self._people = cycle(citizens)
        people = self.session.world.population.people
        self._visitors = cycle([person for person in people if person.role == "resident_18"])
        self._changing = cycle([person for person in people if person.role == "driver_18"])
        self._payers = cycle([person for person in people if person.role == "fee_unpaid"])
        self._holder: Visitor | None = None
        self._phones = 0
        self._rosters = 0
        self._network = self.session.network
        self._kept: dict[str, Applicant] = {}
        self._steps = [step.do for step in load_journey("phone-manual").steps]

    def at(self, operation: Operation) -> Applicant:
        """An applicant who can call the operation next."""
        kept = self._kept.get(operation.name)
        if kept is not None:
            return kept
        try:
            applicant = self._walked(operation.name)
        except WayBlockedError:  # everybody has asked for as many codes as one may: wait until they may again
            self.wait(self.session.world.policy.otp_limits.locked_for_s + 1)
            applicant = self._walked(operation.name)
        self._kept[operation.name] = applicant
        return applicant

    def _walked(self, name: str) -> Applicant:
        self._phones += 1
        applicant = self.session.world.applicant(next(self._people), phone=f"s{self._phones}")
        stop = {"status": "accept", "resend": "otp", "state": None, "services": None, "service.use": None}
        if name == "reason":
            self._refuse_and_be_officer(applicant)
        elif name in stop or name in self._steps:
            applicant.walk(to=stop.get(name, name))
        return applicant

    def wait(self, seconds: float) -> None:
        """Move the clocks of the target and of all phones ahead; sessions of before may have expired."""
        self.session.clock.offset_s += seconds
        self.put_clock_right()

    def put_clock_right(self) -> None:
        """Set the target's clock to that of the phones; if it goes back by that, the open sessions end."""
        converse(self.session.port.clock_set(offset_s=self.session.clock.offset_s), self.session.network)
        self._kept.clear()

    def _refuse_and_be_officer(self, applicant: Applicant) -> None:
        """The applicant is refused, and the same phone is that of an officer who asks why."""
        applicant.walk(to="submit")
        applicant.prove("stranger")
        converse(self._roster(OfficerEntry(officer_id="officer", key=applicant.phone.key.thumbprint())), self._network)

    def _roster(self, *officers: OfficerEntry) -> Conversation:
        self._rosters += 1
        world = self.session.world
        issued_at = world.clock_now() + timedelta(seconds=self._rosters)
        return self.session.port.deliver_roster(issued_at=issued_at, officers=officers, signer=world.operator().key)

    def _visit(self, name: str) -> Conversation:
        """What a visitor of the booking platform asks for at this step; the account holder is always the same one."""
        port, visitor = self.session.port, self.session.world.visitor(next(self._visitors))
        data = {"civil_number": visitor.person.civil_number, "language": "en"}
        if name == "sign_up":
            card, mobile = visitor.person.card.serial, visitor.person.mobile
            return port.sign_up(card_serial=card, mobile=mobile, email=visitor.person.email, **data)
        if name in ("confirm_codes", "choose_password"):
            codes = visitor.codes() if isinstance(visitor.sign_up(), Accepted) else ("", "")
            if name == "confirm_codes":
                return port.confirm_codes(signup=visitor.signup, sms_code=codes[0], email_code=codes[1])
            visitor.confirm_codes(*codes)
            return port.choose_password(signup=visitor.signup, password=PASSWORD, repeated=PASSWORD)
        holder = self._account_holder()
        number = holder.person.civil_number
        if name == "log_in":
            return port.log_in(civil_number=number, password=PASSWORD)
        if name == "recover":
            return port.recover(civil_number=number)
        code = holder.mailed_code() if isinstance(holder.recover(), Accepted) else ""
        if not code:  # no more codes go to this address for a while, and each would be waited for
            self._holder = None
        return port.reset_password(civil_number=number, code=code, password=PASSWORD, repeated=PASSWORD)

    def _account_holder(self) -> Visitor:
        if self._holder is None:
            self._holder = self.session.world.visitor(next(self._visitors))
            self._holder.sign_up()
            self._holder.confirm_codes(*self._holder.codes())
            self._holder.choose_password()
        return self._holder

    def _notice(self, name: str) -> Request:
        """What the payment service or the civil registry tells, of people whom no other case needs."""
        sent: list[Request] = []

        def note(request: Request) -> Response:
            sent.append(request)
            return Response(status=500)

        listening = replace(self.session, network=note)
        if name == "fee.paid":
            pay_fee(listening, next(self._payers), notice_id=fresh_notice())
        else:
            change_registry(listening, next(self._changing), status="active")
        return sent[0]

    def used(self, operation: Operation, status: int) -> None:
        """Note an answer; who went on to the next step, or is locked, is not lent again."""
        self.sent[operation.name, status] += 1
        if (status < 300 and operation.name not in CACHED_STEPS) or status == LOCKED:
            self._kept.pop(operation.name, None)

    def honest(self, operation: Operation, applicant: Applicant) -> Request:
        """The request that the applicant's own phone would send."""
        phone = applicant.phone
        if operation.name in VISITS:
            return next(self._visit(operation.name))
        if operation.name in NOTICES:
            return self._notice(operation.name)
        if operation.name == "roster":
            return next(self._roster(OfficerEntry(officer_id="officer", key=phone.key.thumbprint())))
        wish = WISHES.get(operation.name)
        if wish is None:
            return Request(method=operation.method, path=operation.path)
        return next(wish(phone, applicant))


def _asked(name: str) -> Callable[[Phone, Applicant], Conversation]:
    return lambda phone, _applicant: getattr(phone._port, name)(phone.caller(phone.fresh()))


WISHES: dict[str, Callable[[Phone, Applicant], Conversation]] = {
    "open": lambda phone, _: phone._port.open(
        phone.caller(phone.fresh()), channel="phone", method="manual", platform="android", app_version="3.0"
    ),
    "accept": lambda phone, _: phone._port.accept(
        phone.caller(phone.fresh()), terms_version=phone.facts.terms_version or ""
    ),
    "submit": lambda phone, person: phone._port.submit(phone.caller(phone.fresh()), data=person.data()),
    "selfie": lambda phone, person: phone._port.selfie(
        phone.caller(phone.fresh()),
        image=person.picture(),
        challenge=phone.facts.challenge or "",
        captured_at=phone.clock.now(),
    ),
    "otp": lambda phone, person: phone._port.otp(phone.caller(phone.fresh()), code=person.code()),
    "service.use": lambda phone, _: phone._port.use_service(phone.caller(phone.fresh()), service="view"),
    "revocations": _asked("revocations"),
    "records": lambda phone, person: phone._port.records(civil_number=person.person.civil_number),
    "registry.set": lambda phone, _: phone._port.registry_set(reachable=True),
    "reason": lambda phone, person: phone._port.reason(
        phone.caller(phone.fresh()), civil_number=person.person.civil_number, presence="in_person"
    ),
    "clock.set": lambda phone, _: phone._port.clock_set(offset_s=30.0),
    **{name: _asked(name) for name in ("status", "confirm", "resend", "issue", "activate", "state", "services")},
}


VISITS = ("sign_up", "confirm_codes", "choose_password", "log_in", "recover", "reset_password")
NOTICES = ("fee.paid", "registry.changed")


@dataclass
class Trial:
    """Sends the cases of Schemathesis to the target, signed and walked."""

    session: Session
    walker: Walker
    cases: int = 0
    as_generated: int = 0
    failures: list[str] = field(default_factory=list)

    def send(self, case: schemathesis.Case, operation: Operation) -> None:
        """One case: lend, sign, send, check."""
        self.cases += 1
        applicant = self.walker.at(operation)
        honest = self.walker.honest(operation, applicant)
        self._lend(case, honest)
        if self.cases % AS_GENERATED:
            self._sign(case, operation, honest=honest, applicant=applicant)
        else:
            self.as_generated += 1
        response = case.call(base_url=self.session.info.base_url)
        self.walker.used(operation, response.status_code)
        if operation is SET_CLOCK and response.status_code < 300:
            self.walker.put_clock_right()
        if operation is SET_REGISTRY:
            converse(self.session.port.registry_set(reachable=True), self.session.network)
        try:
            case.validate_response(response, checks=CHECKS)
        except FailureGroup as failures:
            self.failures.extend(f"{operation.name}: {failure}" for failure in failures.exceptions)

    def _sign(self, case: schemathesis.Case, operation: Operation, *, honest: Request, applicant: Applicant) -> None:
        """Give a case the path and the headers of the honest request, with a proof of its own."""
        path = honest.path if operation.security is not Security.NONE else operation.path
        case.path_parameters = {"session_id": applicant.phone.facts.session or "-", "service_id": "view"}
        case.headers = {**dict(case.headers or {}), **dict(honest.headers)}
        if operation.security in (Security.DEVICE, Security.SESSION):
            case.headers["dpop"] = self._proof(applicant, operation, path)

    def _lend(self, case: schemathesis.Case, honest: Request) -> None:
        if not honest.body or self.cases % 3 == 0:
            return
        body = json.loads(honest.body)
        if self.cases % 3 == 1 and body and isinstance(case.body, dict):
            name = sorted(body)[self.cases // 3 % len(body)]
            body = {**body, name: case.body.get(name)} if name in case.body else body
        case.body = body

    def _proof(self, applicant: Applicant, operation: Operation, path: str) -> str:
        phone = applicant.phone
        return jose.make_dpop(
            phone.key,
            method=operation.method,
            uri=self.session.info.base_url + path,
            issued_at=phone.clock.now(),
            proof_id=phone.fresh(),
            access_token=phone.facts.access if operation.security is Security.SESSION else None,
        )


@pytest.fixture(scope="module")
def trial() -> Iterator[Trial]:
    with Environment(REFERENCE, seed=1) as environment:
        session = Session.join(environment.info, worker="schemathesis")
        yield Trial(session=session, walker=Walker(session))
        session.leave()


_HOUR_S = 3_601


def _run(trial: Trial, total: int) -> None:
    """Rounds over all operations until so many cases were sent."""
    count = 14
    schema = schemathesis.openapi.from_dict(document(version="test"))
    turn = 0
    while trial.cases < total:
        for operation in OPERATIONS:
            found = schema[operation.path][operation.method]
            modes = (
                [GenerationMode.POSITIVE, GenerationMode.NEGATIVE] if operation.request else [GenerationMode.POSITIVE]
            )
            for mode in modes:
                for case in _generated(found.as_strategy(generation_mode=mode), count=count, turn=turn):
                    trial.send(case, operation)
        turn += 1
        trial.walker.wait(_HOUR_S)  # what may be sent to one person in an hour is sent again


def _generated(strategy, *, count: int, turn: int) -> list[schemathesis.Case]:
    """Cases as Schemathesis makes them; they are sent later, so that what the server answers steers no generator."""
    made = []

    @seed(turn)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def collect(case: schemathesis.Case) -> None:
        made.append(case)

    collect()
    return made


@pytest.mark.parametrize("total", [400, pytest.param(5000, marks=pytest.mark.soak)])
def test_no_case_leaves_the_published_document(trial: Trial, total: int, record_property) -> None:
    trial.cases = trial.as_generated = 0
    trial.walker.sent.clear()
    trial.failures.clear()
    _run(trial, total)
    sent = trial.walker.sent
    good = sum(count for (_, status), count in sent.items() if status < 300)
    reached = {name for name, status in sent if status < 300}
    told = f"{trial.cases} cases, {trial.as_generated} of them with generated paths and headers"
    record_property("figure", f"schemathesis: {told}, {good / trial.cases:.0%} answered 2xx")
    assert trial.failures == []
    assert {operation.name for operation in OPERATIONS} - reached == set()
    assert good / trial.cases >= 0.3
