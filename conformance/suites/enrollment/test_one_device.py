"""One person, one active device, one identity (ENR-025, 026, 028)."""

from concurrent.futures import ThreadPoolExecutor

from conformance.expect import Expect
from conformance.marks import proves, under_policy
from conformance.observe import audited
from conformance.oracles.certificates import CertificateOracle
from conformance.session import Session
from harness.world.policy import LEVELS, Policy
from harness.world.ports import Accepted, Refused
from simulators.journey import Applicant


@proves("ENR-025", case="enrol on device A", people=["citizen"])
def test_first_device_is_active(applicant: Applicant, expect: Expect) -> None:
    expect.enrolled(applicant)


@proves("ENR-025", case="enrol on device B while A is active, after proof, second_device=refuse", people=["citizen"])
def test_second_device_is_refused_where_the_policy_says_so(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("second_device = refuse", so=policy.second_device == "refuse")
    applicant.walk()
    new = run.world.applicant(applicant.person, phone="B")
    new.walk(to="submit")
    expect.refused(new.prove(), "DEVICE_LIMIT")
    expect.accepted(applicant.state(), state="ACTIVE")


@proves("ENR-025", "PRV-001", case="enrol on device B while A is active, before proof", people=["citizen", "citizen"])
def test_enrollment_is_not_disclosed_before_proof(applicants: list[Applicant], expect: Expect, run: Session) -> None:
    applicants[0].walk()
    texts = []
    for name, applicant in zip(("enrolled", "not enrolled"), applicants, strict=True):
        new = run.world.applicant(applicant.person, phone="B")
        new.walk(to="submit")
        texts.append((name, expect.refused(new.prove("stranger"), "DATA_MISMATCH").facts.text))
    expect.alike(texts, what="text")
    expect.accepted(applicants[0].state(), state="ACTIVE")


@proves("ENR-026", case="after move, old device", people=["citizen"])
def test_old_device_is_revoked_after_a_move(applicant: Applicant, expect: Expect, run: Session, policy: Policy) -> None:
    under_policy("second_device = move", so=policy.second_device == "move")
    applicant.walk()
    expect.accepted(applicant.services())
    new = run.world.applicant(applicant.person, phone="B")
    new.walk()
    expect.accepted(new.state(), state="ACTIVE")
    expect.refused(applicant.state(), "DEVICE_REVOKED")
    expect.refused(applicant.services(), "DEVICE_REVOKED")


@proves("ENR-026", case="old device offline at move time", people=["citizen"])
def test_device_that_was_offline_is_told_and_its_certificate_is_revoked(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("second_device = move", so=policy.second_device == "move")
    applicant.walk()
    old = CertificateOracle(applicant.phone.facts)
    now = run.world.clock_now()
    expect.equal(old.status(expect.accepted(applicant.phone.revocations()).crl, now=now), "good", what="status before")
    new = run.world.applicant(applicant.person, phone="B")
    new.walk()
    crl = expect.accepted(new.phone.revocations()).crl
    expect.equal(old.status(crl, now=now), "revoked", what="status of the old certificate")
    expect.equal(CertificateOracle(new.phone.facts).status(crl, now=now), "good", what="status of the new certificate")
    expect.refused(applicant.state(), "DEVICE_REVOKED")


@proves("ENR-026", case="old device revoked first", people=["citizen"], grade="O3", needs=["audit"])
def test_revocation_precedes_the_new_activation(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("second_device = move", so=policy.second_device == "move")
    applicant.walk()
    new = run.world.applicant(applicant.person, phone="B")
    new.walk()
    revoked, activated = audited(run, applicant, "device.revoked"), audited(run, new, "activate")
    expect.equal((len(revoked), len(activated)), (1, 1), what="audited revocations and activations")
    order = f"revocation {revoked[0].sequence}, activation {activated[0].sequence}"
    expect.holds(expected="revocation first", observed=order, so=revoked[0].sequence < activated[0].sequence)


@proves("ENR-025", case="enrol on device B while A is active, second_device=move", people=["citizen"])
def test_second_enrollment_gives_the_same_identity(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    under_policy("second_device = move", so=policy.second_device == "move")
    applicant.walk()
    new = run.world.applicant(applicant.person, phone="B")
    new.walk()
    expect.equal(new.phone.facts.identity, applicant.phone.facts.identity, what="identity of the person")


@proves("ENR-025", case="two enrolments race", people=["citizen"])
def test_of_two_racing_phones_exactly_one_is_active(
    applicant: Applicant, expect: Expect, run: Session, policy: Policy
) -> None:
    phones = [applicant, run.world.applicant(applicant.person, phone="B")]
    for phone in phones:
        phone.walk(to="activate")
    with ThreadPoolExecutor(len(phones)) as racing:
        outcomes = list(racing.map(lambda phone: phone.activate(), phones))
    active = [
        phone for phone in phones if isinstance(found := phone.state(), Accepted) and found.facts.state == "ACTIVE"
    ]
    expect.equal(len(active), 1, what="active phones")
    limited = [one for one in outcomes if isinstance(one, Refused) and one.reason == "DEVICE_LIMIT"]
    expect.equal(len(limited), int(policy.second_device == "refuse"), what="phones that met the limit")


@proves("ENR-028", case="installed but unregistered app calls a service", people=["citizen"])
def test_services_are_closed_to_an_unregistered_phone(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    expect.refused(applicant.services(), "NOT_REGISTERED")
    applicant.walk()
    services = expect.accepted(applicant.services()).services
    level = applicant.phone.facts.level or LEVELS[0]
    reached = [name for name, least in policy.level_by_service.items() if LEVELS.index(least) <= LEVELS.index(level)]
    so = len(services) > 0 or not reached
    expect.holds(expected=f"services that level {level} reaches", observed=f"{len(services)} services", so=so)


@proves("ENR-028", case="a service used by an unregistered and by a registered app", people=["citizen"])
def test_service_is_closed_to_an_unregistered_phone(applicant: Applicant, expect: Expect, policy: Policy) -> None:
    service = min(policy.level_by_service, key=lambda name: LEVELS.index(policy.level_by_service[name]))
    expect.refused(applicant.use_service(service), "NOT_REGISTERED")
    applicant.walk()
    expect.accepted(applicant.use_service(service))
