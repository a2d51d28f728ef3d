import asyncio
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography import x509

from harness.reference import audit
from harness.reference.settings import Limits
from harness.world.policy import OtpLimits
from harness.world.ports import Accepted


def play(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def test_a_citizen_ends_with_an_active_identity(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            outcome = await phone.to_active()
            return outcome, await phone.do("state"), await phone.do("services")

    outcome, state, services = play(journey())
    assert (outcome.facts.state, outcome.facts.level, outcome.facts.pin_state) == ("ACTIVE", "medium", "set")
    assert isinstance(state, Accepted)
    assert state.facts.identity == outcome.facts.identity
    assert services.facts.services == ("view",)


def test_a_resident_with_a_matching_passport_is_verified(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone("resident")
            await phone.to_verified()
            return await phone.do("status")

    assert play(journey()).facts.state == "VERIFIED"


def test_the_certificate_names_the_authority_and_no_person(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_verified()
            return phone, await phone.do("issue")

    phone, outcome = play(journey())
    certificate = x509.load_der_x509_certificate(outcome.facts.certificate)
    issuing, root = (x509.load_der_x509_certificate(link) for link in outcome.facts.chain)
    certificate.verify_directly_issued_by(issuing)
    issuing.verify_directly_issued_by(root)
    assert certificate.issuer.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)[0].value == "PACI"
    assert certificate.public_key() == phone.key.public_key()
    assert phone.person.record.civil_number not in certificate.subject.rfc4514_string()


@pytest.mark.parametrize(
    ("person", "changes"),
    [
        ("citizen", {"card_serial": "other"}),
        ("resident", {"passport_number": "P0000000"}),
        ("resident", {"nationality": "KWT", "passport_number": None}),
        ("first_issue", {"card_serial": "other"}),
        ("domestic", {"passport_number": "P0000000"}),
    ],
)
def test_wrong_data_is_refused_uniformly(running, person, changes):
    async def journey():
        async with running.start() as server:
            phone = server.phone(person)
            serial = server.people["other"].record.card.serial
            await phone.to_confirmed(**{**changes, **({"card_serial": serial} if "card_serial" in changes else {})})
            outcome = await phone.selfie()
            return outcome, len(server.inbox.messages), server.matcher.compared

    outcome, messages, compared = play(journey())
    assert (outcome.reason, outcome.facts.tries_left) == ("DATA_MISMATCH", 2)
    assert (messages, compared) == (0, 1)


def test_an_unknown_person_is_compared_with_a_decoy_and_counted_alike(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_confirmed(civil_number="290010100003")
            outcomes = [await phone.selfie(phone.person.face) for _ in range(4)]
            return [outcome.reason for outcome in outcomes], server.matcher.compared, outcomes[-1]

    reasons, compared, last = play(journey())
    assert reasons == ["DATA_MISMATCH"] * 3 + ["PROOF_LOCKED"]
    assert compared == 1  # the verdicts on one picture are kept
    assert 0 < last.facts.retry_after_s <= 900


@pytest.mark.parametrize(
    ("person", "policy", "code"),
    [
        ("domestic", {}, "CATEGORY_EXCLUDED"),
        ("cancelled", {}, "NOT_ELIGIBLE"),
        ("citizen", {"min_age_years": 99}, "TOO_YOUNG"),
    ],
)
def test_after_proof_the_true_reason_is_told_and_the_session_closes(running, person, policy, code):
    async def journey():
        async with running.start(running.policy(**policy)) as server:
            phone = server.phone(person)
            await phone.to_confirmed()
            return await phone.selfie(), await phone.do("status"), server.inbox.messages

    outcome, status, messages = play(journey())
    assert outcome.reason == code
    assert status.reason == "SESSION_CLOSED"
    assert messages == []


def test_article_20_may_register_from_the_day_of_the_policy(running):
    async def journey():
        async with running.start(running.policy(allow_art20_from=date(2020, 1, 1))) as server:
            phone = server.phone("domestic")
            await phone.to_confirmed()
            return await phone.selfie()

    assert play(journey()).facts.state == "OTP_SENT"


def test_an_unclear_picture_is_told_apart_and_not_counted(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_confirmed()
            return [await phone.selfie(b"blur:citizen") for _ in range(4)]

    outcomes = play(journey())
    assert [outcome.reason for outcome in outcomes] == ["FACE_QUALITY"] * 4
    assert outcomes[0].facts.reasons == ("blur",)


def test_a_capture_for_another_challenge_is_not_live(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_confirmed()
            return await phone.selfie(challenge="another"), server.matcher.compared

    outcome, compared = play(journey())
    assert (outcome.reason, compared) == ("CAPTURE_NOT_LIVE", 0)


def test_wrong_codes_lock_the_person_and_nobody_else(running):
    async def journey():
        async with running.start() as server:
            phone, other = server.phone(), server.phone("other")
            await phone.to_otp_sent()
            right = await server.inbox.code(1)
            wrong = f"{(int(right) + 1) % 1_000_000:06}"
            outcomes = [await phone.do("otp", code=wrong) for _ in range(3)] + [await phone.do("otp", code=right)]
            await other.to_verified()
            server.service.clock.move(901)
            return [(each.reason, each.facts.tries_left) for each in outcomes]

    assert play(journey()) == [("OTP_INVALID", 2), ("OTP_INVALID", 1), ("OTP_INVALID", 0), ("OTP_LOCKED", None)]


def test_a_resent_code_replaces_the_one_before(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_otp_sent()
            first = await server.inbox.code(1)
            await phone.do("resend")
            second = await server.inbox.code(2)
            return (
                await phone.do("otp", code=first),
                await phone.do("otp", code=second),
                await phone.do("otp", code=second),
            )

    old, new, again = play(journey())
    assert (old.reason, new.facts.state, again.reason) == ("OTP_INVALID", "VERIFIED", "OTP_USED")


def test_an_expired_code_is_told_so(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_otp_sent()
            code = await server.inbox.code(1)
            server.service.clock.move(300)
            return await phone.do("otp", code=code)

    assert play(journey()).reason == "OTP_EXPIRED"


def test_a_changed_number_voids_the_code_and_asks_for_a_new_proof(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_otp_sent()
            await phone.do("submit", data=phone.person.data(mobile="50000009"))
            early = await phone.do("otp", code=await server.inbox.code(1))
            await phone.do("confirm")
            await phone.selfie()
            old = await phone.do("otp", code=await server.inbox.code(1))
            await server.inbox.code(2)
            return early.reason, old.reason, server.inbox.messages[1].recipient

    assert play(journey()) == ("STEP_ORDER", "OTP_INVALID", "+96550000009")


def test_a_second_device_with_the_registered_number_moves_the_identity(running):
    async def journey():
        async with running.start() as server:
            old, new = server.phone(), server.phone()
            first = await old.to_active()
            second = await new.to_active()
            await server.inbox.received(3)
            same = first.facts.identity == second.facts.identity
            return same, await old.do("state"), await new.do("state"), server.inbox.messages[2]

    same, old, new, notice = play(journey())
    assert same
    assert (old.reason, new.facts.state) == ("DEVICE_REVOKED", "ACTIVE")
    assert "moved" in notice.text


def test_a_second_device_with_another_number_must_step_up_and_the_holder_is_told(running):
    async def journey():
        async with running.start() as server:
            old, new = server.phone(), server.phone()
            await old.to_active()
            await new.to_confirmed(mobile="50000002")
            outcome = await new.selfie()
            await server.inbox.received(2)
            return outcome, await new.do("status"), await old.do("state"), server.inbox.messages[1:]

    outcome, closed, holder, messages = play(journey())
    assert (outcome.reason, closed.reason) == ("STEP_UP_REQUIRED", "SESSION_CLOSED")
    assert holder.facts.notices == ("takeover_attempt",)
    assert [message.recipient for message in messages] == ["+96550000001"]


def test_a_new_number_on_the_same_phone_is_told_to_both_and_holds_a_move_back(running):
    async def journey():
        async with running.start() as server:
            phone, new = server.phone(), server.phone()
            await phone.to_active()
            await phone.to_active(mobile="50000002")
            await server.inbox.received(4)
            told = sorted(message.recipient for message in server.inbox.messages[2:])
            await new.to_confirmed(mobile="50000002")
            early = await new.selfie()
            server.service.clock.move(7 * 86_400 + 1)
            await new.to_confirmed(mobile="50000002")
            return told, early, await new.selfie()

    told, early, late = play(journey())
    assert told == ["+96550000001", "+96550000002"]
    assert (early.reason, late.facts.state) == ("STEP_UP_REQUIRED", "OTP_SENT")


def test_a_phone_that_was_quicker_since_the_proof_holds_the_other_back(running):
    async def journey():
        async with running.start() as server:
            owner, rival = server.phone(), server.phone()
            await rival.to_verified(mobile="50000002")
            await rival.do("issue")
            await owner.to_active()
            return await rival.do("activate"), await owner.do("state")

    late, holder = play(journey())
    assert (late.reason, holder.facts.state, holder.facts.notices) == (
        "STEP_UP_REQUIRED",
        "ACTIVE",
        ("takeover_attempt",),
    )


def test_messages_of_everybody_together_have_a_bound(running):
    async def journey():
        async with running.start(running.policy(otp_limits=OtpLimits(per_hour=1))) as server:
            first, second = server.phone(), server.phone("other")
            await first.to_otp_sent()
            await second.to_confirmed(mobile="50000002")
            refused = await second.selfie()
            server.service.clock.move(3600)
            await second.to_confirmed(mobile="50000002")
            return refused, await second.selfie()

    refused, later = play(journey())
    assert (refused.reason, later.facts.state) == ("THROTTLED", "OTP_SENT")
    assert 3590 <= refused.facts.retry_after_s <= 3600


def test_an_attestation_that_does_not_hold_opens_no_session(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            phone.caller = replace(phone.caller, hardware=_Forger(phone.key))
            return await phone.open()

    assert play(journey()).reason == "PROOF_INVALID"


class _Forger:
    """Shows a key that it cannot sign with."""

    def __init__(self, foreign):
        self.public_key = foreign.public_key

    def sign(self, _data):
        return bytes(64)


def test_a_code_that_the_gateway_does_not_take_is_told_and_withdrawn(running):
    async def journey():
        async with running.start(limits=Limits(flush_s=0.1, delivery_wait_s=0.05)) as server:
            server.inbox.refusing = True
            phone = server.phone()
            await phone.to_confirmed()
            failed = await phone.selfie()
            standing = await phone.do("status")
            server.inbox.refusing = False
            again = await phone.do("resend")
            entered = await phone.do("otp", code=await server.inbox.code(1))
            return failed, standing, again, entered, len(server.inbox.messages)

    failed, standing, again, entered, messages = play(journey())
    assert (failed.reason, standing.facts.state, again.facts.state) == ("OTP_DELIVERY_FAILED", "OTP_SENT", "OTP_SENT")
    assert (entered.facts.state, messages) == ("VERIFIED", 1)


def test_a_repetition_is_told_the_same_failed_delivery(running):
    async def journey():
        async with running.start(limits=Limits(flush_s=0.1, delivery_wait_s=0.6)) as server:
            server.inbox.refusing = True
            phone = server.phone()
            await phone.to_confirmed()
            await phone.selfie()
            return [await phone.do("resend", key="the-same-key") for _ in range(2)]

    assert [outcome.reason for outcome in play(journey())] == ["OTP_DELIVERY_FAILED"] * 2


def test_a_second_device_is_refused_where_the_policy_says_so(running):
    async def journey():
        async with running.start(running.policy(second_device="refuse")) as server:
            await server.phone().to_active()
            phone = server.phone()
            await phone.to_confirmed()
            return await phone.selfie()

    assert play(journey()).reason == "DEVICE_LIMIT"


def test_two_phones_that_race_leave_one_active(running):
    async def journey():
        async with running.start() as server:
            phones = [server.phone(), server.phone()]
            for phone in phones:
                await phone.to_verified()
                await phone.do("issue")
            await asyncio.gather(*(phone.do("activate") for phone in phones))
            return [await phone.do("state") for phone in phones]

    outcomes = play(journey())
    assert sorted(isinstance(outcome, Accepted) for outcome in outcomes) == [False, True]


def test_a_certificate_that_is_not_activated_opens_no_service(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_verified()
            await phone.do("issue")
            return await phone.do("services"), await phone.do("state"), await phone.do("activate", confirmed=False)

    services, state, unconfirmed = play(journey())
    assert (services.reason, state.facts.state, unconfirmed.reason) == (
        "CERT_NOT_ACTIVE",
        "PIN_PENDING",
        "CONFIRMATION_REQUIRED",
    )


def test_a_session_ends_with_its_lifetime(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.open()
            server.service.clock.move(1800)
            return await phone.do("status")

    assert play(journey()).reason == "SESSION_EXPIRED"


@pytest.mark.parametrize(("seconds", "code"), [(-121, "CLOCK_SKEW"), (122, "CLOCK_SKEW"), (-119, None), (119, None)])
def test_a_clock_beyond_the_tolerance_is_told_with_the_servers_time(running, seconds, code):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            phone.skew = timedelta(seconds=seconds)
            return await phone.open()

    outcome = play(journey())
    assert getattr(outcome, "reason", None) == code
    assert code is None or outcome.facts.server_time is not None


def test_the_audit_log_is_a_whole_chain_without_personal_data(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_active()
            export = await server.converse(server.adapter.audit(after=0))
            broken = await server.service.database.read(audit.first_broken)
            return phone, export, broken, server.log

    phone, export, broken, log = play(journey())
    actions = [line.action for line in export.facts.audit]
    assert actions == ["open", "accept", "submit", "confirm", "selfie", "otp", "issue", "activate"]
    assert dict(export.facts.audit[1].facts)["terms_version"] == "2026-01"
    assert broken is None
    everything = repr(export) + log.getvalue()
    for secret in (phone.person.record.civil_number, "50000001", "example.org", phone.caller.access):
        assert secret not in everything


def test_no_secret_of_a_finished_enrollment_stays_in_the_outbox(running):
    async def journey():
        async with running.start() as server:
            await server.phone().to_active()
            return await server.eventually(
                lambda connection: connection.raw.execute("SELECT text, delivered_at_s FROM outbox").fetchall(),
                until=lambda rows: all(row[1] for row in rows),
            )

    rows = play(journey())
    assert [row[0] for row in rows] == [None]


def test_every_line_of_the_log_is_json(running):
    async def journey():
        async with running.start() as server:
            await server.phone().open()
        return server.log

    lines = play(journey()).getvalue().splitlines()
    assert [json.loads(line)["operation"] for line in lines] == ["open"]
