"""The steps of an enrollment, each `step(case, command, now) -> (case, effects)`. Pure.

    OPENED -accept-> TERMS_ACCEPTED -submit-> DATA_ENTERED -confirm-> DATA_CONFIRMED -judge-> OTP_SENT -enter_otp-> VERIFIED
    -issue-> PIN_PENDING -activate-> ACTIVE

1. A refusal leaves the case as it was, unless it carries `after`: a counted failure, or a session that is closed.
2. Data may be entered again until the proof is complete; that clears the confirmation and voids a code that was sent.
3. Before data and face have matched, whatever depends on the registry is DATA_MISMATCH, counted alike for every person.
4. A code is valid in its own session only, until its end, once, and only the last one that was sent.
5. What a message may cost and what one source may try stands in `limits`; who may take an identity over, in `takeover`.
"""

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from harness.protocol.encoding import jose, strict_json
from harness.protocol.encoding.attestation import read_attestation
from harness.protocol.identifiers import ascii_digits
from harness.protocol.messages.enrollment import Channel, Method, SessionState
from harness.reference.enrollment.form import read_form
from harness.reference.enrollment.limits import check_source, count_failure, count_message, seconds_until, throttled
from harness.reference.enrollment.state import (
    Accept,
    Activate,
    CaptureClaims,
    Case,
    Command,
    Confirm,
    EnterOtp,
    Issue,
    Judge,
    Open,
    Otp,
    Outcome,
    Resend,
    SentCode,
    Session,
    Submit,
    Tally,
    Visitor,
)
from harness.reference.enrollment.takeover import (
    Newcomer,
    alarm,
    check_limit,
    has_another_owner,
    is_own,
    is_swapped,
    needs_step_up,
)
from harness.reference.identity.rules import (
    Device,
    Effect,
    KeepDevice,
    SendSms,
    lower_level,
    person_key,
)
from harness.reference.identity.rules import activate as activate_device
from harness.reference.pki.rules import Subject, device_certificate, requested_key
from harness.reference.refusal import Refusal, RefusalFacts, Truth
from harness.reference.registry.rules import (
    Difference,
    check_eligible,
    check_request,
    differences,
    request_differences,
)
from harness.world.policy import Level, Policy

_DATA_MAY_CHANGE = ("TERMS_ACCEPTED", "DATA_ENTERED", "DATA_CONFIRMED", "OTP_SENT")
_CODES_KNOWN = 6
_EARLY_CODES = (
    (Difference.CARD, "SMART_CARD_REQUIRED"),
    (Difference.STALE, "SERIAL_STALE"),
    (Difference.KIND, "SERIAL_KIND_NOT_ALLOWED"),
    (Difference.CONSUMED, "REFERENCE_CONSUMED"),
    (Difference.PORTRAIT, "PORTRAIT_MISSING"),
    (Difference.PASSPORT, "PASSPORT_MISMATCH"),
)
_METHODS: dict[Channel, tuple[Method, ...]] = {"phone": ("manual", "cardless")}
"""What this server offers on each channel."""


# -- the way to the proof --------------------------------------------------------------------------------------------


def open_session(_case: None, command: Open, now: datetime) -> Outcome:
    """Open a session.

    Raises:
        Refusal: CHANNEL_DISABLED or UPDATE_REQUIRED.
    """
    policy = command.policy
    if command.channel not in policy.channels_enabled or command.method not in _METHODS.get(command.channel, ()):
        raise Refusal("CHANNEL_DISABLED")
    if version_of(command.app_version) < version_of(policy.min_app_version):
        raise Refusal("UPDATE_REQUIRED")
    session = Session(
        session_id=command.session_id,
        device=command.device,
        state="OPENED",
        opened_at=now,
        expires_at=now + timedelta(seconds=policy.session_lifetime_s),
        hardware=command.hardware,
        method=command.method,
    )
    return Case(session=session), ()


def read_hardware(attestation: str | None, device: str) -> str | None:
    """The hardware key of the phone that a device key lives on; None where the phone was not attested.

    Raises:
        Refusal: PROOF_INVALID.
    """
    try:
        return None if attestation is None else read_attestation(attestation, device=device)
    except jose.JoseError:
        raise Refusal("PROOF_INVALID") from None


def version_of(text: str) -> tuple[int, ...]:
    """A version as numbers without trailing zeros, so that 1.10 is above 1.9 and 1.0 equals 1."""
    numbers = [int(part) for part in text.split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def authorize(session: Session | None, visitor: Visitor, now: datetime) -> Session:
    """Let only the device key of the session near it; somebody else's session is as one that does not exist.

    Raises:
        Refusal: NOT_FOUND, PROOF_KEY_MISMATCH, SESSION_EXPIRED or SESSION_CLOSED.
    """
    if session is None or visitor.token_session != visitor.session_id:
        raise Refusal("NOT_FOUND")
    if session.device != visitor.device:
        raise Refusal("PROOF_KEY_MISMATCH")
    if now >= session.expires_at and session.state != "ACTIVE":
        raise Refusal("SESSION_EXPIRED")
    if session.state == "CLOSED":
        raise Refusal("SESSION_CLOSED")
    return session


def accept(case: Case, command: Accept, _now: datetime) -> Outcome:
    """Record the acceptance of the terms in force.

    Raises:
        Refusal: STEP_ORDER, CONSENT_MISSING or TERMS_NOT_ACCEPTED.
    """
    session, message = case.session, command.message
    if session.state != "OPENED" and session.state not in _DATA_MAY_CHANGE:
        raise Refusal("STEP_ORDER")
    if not message.notice_acknowledged:
        raise Refusal("CONSENT_MISSING")
    _check_terms(message.terms_version, command.policy)
    state: SessionState = "TERMS_ACCEPTED" if session.state == "OPENED" else session.state
    accepted = replace(session, state=state, terms_version=message.terms_version, language=message.language)
    return replace(case, session=accepted), ()


def submit(case: Case, command: Submit, _now: datetime) -> Outcome:
    """Take the data by its form alone; the registry is not asked.

    Raises:
        Refusal: CONSENT_MISSING, TERMS_NOT_ACCEPTED, STEP_ORDER, or what `read_form` refuses.
    """
    session = case.session
    if session.state == "OPENED":
        raise Refusal("CONSENT_MISSING")
    if session.state not in _DATA_MAY_CHANGE:
        raise Refusal("STEP_ORDER")
    _check_terms(session.terms_version, command.policy)
    applicant = read_form(command.data, command.policy, method=session.method)
    entered = replace(
        session,
        state="DATA_ENTERED",
        applicant=applicant,
        person=person_key(applicant.claim.number, command.secret),
        challenge=None,
        otp=None,
    )
    return replace(case, session=entered), ()


def confirm(case: Case, command: Confirm, _now: datetime) -> Outcome:
    """Confirm the data as entered; the challenge for the capture is given.

    Raises:
        Refusal: STEP_ORDER or CONFIRMATION_REQUIRED.
    """
    if case.session.state not in ("DATA_ENTERED", "DATA_CONFIRMED"):
        raise Refusal("STEP_ORDER")
    if not command.confirmed:
        raise Refusal("CONFIRMATION_REQUIRED")
    return replace(case, session=replace(case.session, state="DATA_CONFIRMED", challenge=command.challenge)), ()


def _check_terms(version: str | None, policy: Policy) -> None:
    if version != policy.terms_version:
        raise Refusal("TERMS_NOT_ACCEPTED", RefusalFacts(terms_version=policy.terms_version))


# -- the proof -------------------------------------------------------------------------------------------------------


def read_capture(compact: str, key: ec.EllipticCurvePublicKey) -> CaptureClaims | None:
    """What a capture proof says; None where it is not signed by the device key or not of the published form."""
    try:
        claims = strict_json.parse(jose.verify_compact(key, compact))
    except (jose.JoseError, strict_json.StrictJsonError):
        return None
    if not isinstance(claims, dict) or claims.keys() != {"challenge", "image_sha256", "captured_at"}:
        return None
    challenge, image, captured_at = claims["challenge"], claims["image_sha256"], claims["captured_at"]
    if not isinstance(challenge, str) or not isinstance(image, str) or type(captured_at) is not int:
        return None
    return CaptureClaims(challenge=challenge, image_sha256=image, captured_at=captured_at)


def check_capture(case: Case, command: Judge, now: datetime) -> None:
    """Refuse what comes at the wrong time or was not captured live for this session (FAC-004).

    Raises:
        Refusal: TERMS_NOT_ACCEPTED, CONFIRMATION_REQUIRED, STEP_ORDER or CAPTURE_NOT_LIVE.
    """
    session, capture = case.session, command.capture
    _check_terms(session.terms_version, command.policy)
    if session.state == "DATA_ENTERED":
        raise Refusal("CONFIRMATION_REQUIRED")
    if session.state != "DATA_CONFIRMED":
        raise Refusal("STEP_ORDER")
    if not command.policy.capture_attestation:
        return
    if capture is None or not hmac.compare_digest(capture.challenge.encode(), (session.challenge or "").encode()):
        raise Refusal("CAPTURE_NOT_LIVE")
    if case.is_copy:
        raise Refusal("CAPTURE_NOT_LIVE")
    late = abs(int(now.timestamp()) - capture.captured_at) > command.policy.clock_skew_s
    if late or not hmac.compare_digest(capture.image_sha256.encode(), command.image_sha256.encode()):
        raise Refusal("CAPTURE_NOT_LIVE")


def judge(case: Case, command: Judge, now: datetime) -> Outcome:
    """Judge the picture alone, then data and face together, then whether the person may register.

    Raises:
        Refusal: what `check_capture` refuses; FACE_QUALITY, PROOF_LOCKED, LIVENESS_FAILED, DATA_MISMATCH (with early detail
            SERIAL_STALE, PASSPORT_MISMATCH, FACE_MISMATCH, SMART_CARD_REQUIRED, SERIAL_KIND_NOT_ALLOWED, REFERENCE_CONSUMED,
            PORTRAIT_MISSING); what `check_eligible` or `check_request` refuses; DEVICE_LIMIT, STEP_UP_REQUIRED, OTP_LOCKED,
            THROTTLED.
    """
    check_capture(case, command, now)
    applicant, verdict = case.session.applicant, command.verdict
    if applicant is None or verdict is None:
        raise Refusal("STEP_ORDER")
    if verdict.reasons:
        raise Refusal("FACE_QUALITY", RefusalFacts(reasons=verdict.reasons))
    check_source(case.meters, command.policy, now)
    _check_face_lock(case, command.policy, now)
    if not verdict.is_live and command.policy.liveness:
        attack = Truth(code="LIVENESS_FAILED", items=("face",))
        raise _counted(attack, case, command, now)
    compare = request_differences if case.session.method == "cardless" else differences
    found = compare(command.record, applicant.claim)
    if found or not verdict.matches or command.record is None:
        mismatch = Truth(code=_early_code(found), items=found or ("face",))
        raise _counted(mismatch, case, command, now)
    _check_may_register(case, command, now)
    own = is_own(command.line, command.record.civil_number)
    matched = replace(
        case,
        session=replace(case.session, number_is_own=own),
        tally=replace(case.tally, face_failures=0, face_locked_until=None),
    )
    if not asks_otp(case.session.method, command.policy):
        return _verified(matched, command.policy), ()
    return _send_otp(matched, command, command.code, now)


def _check_face_lock(case: Case, policy: Policy, now: datetime) -> None:
    locked_until = case.tally.face_locked_until
    if locked_until is not None and now < locked_until:
        counted = replace(case, meters=count_failure(case.meters, policy, now))
        told = RefusalFacts(retry_after_s=seconds_until(locked_until, now))
        raise Refusal("PROOF_LOCKED", told, after=(counted, ()))


def _counted(truth: Truth, case: Case, command: Judge, now: datetime) -> Refusal:
    """A refusal that uses up one of the tries; what hangs on the registry is told as such only under early detail."""
    limits, tally = command.policy.face_tries, case.tally
    failures = 1 if tally.face_locked_until is not None else tally.face_failures + 1
    left = max(limits.tries - failures, 0)
    locked_until = now + timedelta(seconds=limits.locked_for_s) if left == 0 else None
    counted = replace(tally, face_failures=failures, face_locked_until=locked_until)
    after = replace(case, tally=counted, meters=count_failure(case.meters, command.policy, now))
    is_told = command.policy.early_detail or truth.code == "LIVENESS_FAILED"
    code = truth.code if is_told else "DATA_MISMATCH"
    return Refusal(code, RefusalFacts(tries_left=left), after=(after, ()), truth=truth)


def _early_code(found: tuple[Difference, ...]) -> str:
    if not found:
        return "FACE_MISMATCH"
    if Difference.UNKNOWN in found:
        return "DATA_MISMATCH"
    return next((code for difference, code in _EARLY_CODES if difference in found), "DATA_MISMATCH")


def _check_may_register(case: Case, command: Judge, now: datetime) -> None:
    if command.record is None:
        raise Refusal("DATA_MISMATCH")
    try:
        check = check_request if case.session.method == "cardless" else check_eligible
        check(command.record, command.policy, today=command.policy.civil_day(now))
        _check_phone_and_number(case, command, now)
    except Refusal as refusal:
        _, effects = refusal.after if isinstance(refusal.after, tuple) else (case, ())
        refusal.after, refusal.truth = (_closed(case), effects), Truth(code=refusal.code)
        raise


def _closed(case: Case) -> Case:
    return replace(case, session=replace(case.session, state="CLOSED", challenge=None))


def _check_phone_and_number(case: Case, command: Judge, now: datetime) -> None:
    session, policy, applicant = case.session, command.policy, case.session.applicant
    if applicant is None:
        raise Refusal("STEP_ORDER")
    newcomer = Newcomer(device=session.device, hardware=session.hardware, mobile=applicant.mobile)
    check_limit(newcomer, case.devices, policy)
    others = tuple(each for each in case.devices if each.device != session.device)
    is_held = any(each.state == "ACTIVE" for each in others)
    foreign = is_held and has_another_owner(command.line, applicant.claim.civil_number)
    swapped = is_swapped(command.line, policy, today=policy.civil_day(now))
    if foreign or swapped or needs_step_up(newcomer, case.devices, policy, now):
        raise Refusal("STEP_UP_REQUIRED", after=(case, alarm(others, "takeover_attempt", now)))


# -- the one-time password -------------------------------------------------------------------------------------------


def otp_digest(session: Session, code: str, secret: bytes) -> str:
    """The keyed hash of a code, bound to session and device key (THR-005)."""
    material = f"otp\0{session.session_id}\0{session.device}\0{code}".encode()
    return hmac.new(secret, material, hashlib.sha256).hexdigest()


def relay_digest(person: str, code: str, secret: bytes) -> str:
    """The keyed hash of a code, bound to the person only: the code is known again on another phone of theirs (THR-005)."""
    return hmac.new(secret, f"relay\0{person}\0{code}".encode(), hashlib.sha256).hexdigest()


def sends_left(tally: Tally, policy: Policy, now: datetime) -> int:
    """How many codes may still be sent to this person."""
    counts = tally.otp_sends_until is not None and now < tally.otp_sends_until
    return max(policy.otp_limits.sends - (tally.otp_sends if counts else 0), 0)


def tries_left(tally: Tally, policy: Policy, now: datetime) -> int:
    """How many wrong codes this person may still enter."""
    spent = tally.otp_locked_until is not None and now >= tally.otp_locked_until
    return max(policy.otp_limits.tries - (0 if spent else tally.otp_failures), 0)


def _check_otp_lock(tally: Tally, now: datetime) -> None:
    if tally.otp_locked_until is not None and now < tally.otp_locked_until:
        raise Refusal("OTP_LOCKED", RefusalFacts(retry_after_s=seconds_until(tally.otp_locked_until, now)))


def _send_otp(case: Case, command: Command, code: str, now: datetime) -> Outcome:
    limits, tally, applicant = command.policy.otp_limits, case.tally, case.session.applicant
    _check_otp_lock(tally, now)
    left = sends_left(tally, command.policy, now)
    if left == 0 or applicant is None:
        raise throttled(now, [tally.otp_sends_until])
    meters = count_message(case.meters, command.policy, now)
    expires_at = now + timedelta(seconds=limits.valid_for_s)
    sent = replace(
        tally,
        otp_sends=limits.sends - left + 1,
        otp_sends_until=now + timedelta(seconds=limits.locked_for_s),
        otp_failures=limits.tries - tries_left(tally, command.policy, now),
        otp_locked_until=None,
        codes=_codes_with(case, command, code, expires_at=expires_at),
    )
    otp = Otp(digest=otp_digest(case.session, code, command.secret), expires_at=expires_at)
    session = replace(case.session, state="OTP_SENT", otp=otp, challenge=None)
    message = SendSms(to=applicant.mobile, kind="otp", language=session.language, code=code)
    return replace(case, session=session, tally=sent, meters=meters), (message,)


def _codes_with(case: Case, command: Command, code: str, *, expires_at: datetime) -> tuple[SentCode, ...]:
    session, applicant = case.session, case.session.applicant
    new = SentCode(
        digest=relay_digest(session.person or "", code, command.secret),
        device=session.device,
        mobile=applicant.mobile if applicant else "",
        language=session.language,
        expires_at=expires_at,
    )
    return (*case.tally.codes, new)[-_CODES_KNOWN:]


def enter_otp(case: Case, command: EnterOtp, now: datetime) -> Outcome:
    """Compare the code with the last one that was sent in this session.

    Raises:
        Refusal: STEP_ORDER, OTP_USED, OTP_LOCKED, OTP_EXPIRED or OTP_INVALID.
    """
    session, otp = case.session, case.session.otp
    if otp is None or session.state not in ("OTP_SENT", "VERIFIED", "PIN_PENDING", "ACTIVE"):
        raise Refusal("STEP_ORDER")
    entered = otp_digest(session, ascii_code(command.code), command.secret)
    is_right = hmac.compare_digest(entered, otp.digest)
    if otp.used:
        raise Refusal("OTP_USED" if is_right else "STEP_ORDER")
    _check_otp_lock(case.tally, now)
    if now >= otp.expires_at:
        raise Refusal("OTP_EXPIRED")
    if not is_right:
        raise _wrong_code(case, command, now)
    cleared = Tally(
        person=case.tally.person,
        face_failures=case.tally.face_failures,
        face_locked_until=case.tally.face_locked_until,
        codes=case.tally.codes,
    )
    used = replace(session, otp=replace(otp, used=True))
    return _verified(replace(case, session=used, tally=cleared), command.policy), ()


def ascii_code(text: str) -> str:
    """A code as typed, with Arabic-Indic digits read as ASCII ones."""
    return ascii_digits(text.strip())


def _wrong_code(case: Case, command: EnterOtp, now: datetime) -> Refusal:
    policy = command.policy
    left = max(tries_left(case.tally, policy, now) - 1, 0)
    locked_until = now + timedelta(seconds=policy.otp_limits.locked_for_s) if left == 0 else None
    counted = replace(case.tally, otp_failures=policy.otp_limits.tries - left, otp_locked_until=locked_until)
    warned = _warning_of_relay(case, command, now)
    return Refusal("OTP_INVALID", RefusalFacts(tries_left=left), after=(replace(case, tally=counted), warned))


def _warning_of_relay(case: Case, command: EnterOtp, now: datetime) -> tuple[Effect, ...]:
    """Who entered a code that was sent to another phone of the person got it from them: they hear of it (THR-005)."""
    entered = relay_digest(case.session.person or "", ascii_code(command.code), command.secret)
    victims = {
        sent.mobile: sent.language
        for sent in case.tally.codes
        if sent.device != case.session.device and now < sent.expires_at and hmac.compare_digest(sent.digest, entered)
    }
    if not victims:
        return ()
    others = tuple(each for each in case.devices if each.device != case.session.device)
    holders = alarm(others, "code_relayed", now)
    told = {effect.to for effect in holders if isinstance(effect, SendSms)}
    texts = (SendSms(to=to, kind="code_relayed", language=lang) for to, lang in victims.items() if to not in told)
    return (*holders, *texts)


def resend(case: Case, command: Resend, now: datetime) -> Outcome:
    """Send a new code; the one before becomes void.

    Raises:
        Refusal: STEP_ORDER, OTP_LOCKED or THROTTLED.
    """
    if case.session.state != "OTP_SENT":
        raise Refusal("STEP_ORDER")
    return _send_otp(case, command, command.code, now)


def asks_otp(method: Method, policy: Policy) -> bool:
    """Whether a way of registration asks for a one-time password (SMS-005)."""
    asked: bool = getattr(policy.otp_by_channel, method)
    return asked


def _verified(case: Case, policy: Policy) -> Case:
    method = case.session.method
    level: Level = getattr(policy.level_by_channel, method)
    if policy.otp_level_cap is not None and asks_otp(method, policy) and not case.session.number_is_own:
        level = lower_level(level, policy.otp_level_cap)
    if not (policy.liveness and policy.capture_attestation):
        level = lower_level(level, policy.unproven_capture_cap)
    return replace(case, session=replace(case.session, state="VERIFIED", level=level, challenge=None))


# -- issue and activation --------------------------------------------------------------------------------------------


def issue(case: Case, command: Issue, now: datetime) -> Outcome:
    """Issue the certificate for the device key; asked again, it is the same one (ENR-023).

    Raises:
        Refusal: STEP_ORDER or CSR_INVALID.
    """
    session = case.session
    if session.state not in ("VERIFIED", "PIN_PENDING") or session.person is None or session.applicant is None:
        raise Refusal("STEP_ORDER")
    key = requested_key(command.csr, device=session.device)
    if session.state == "PIN_PENDING":
        return case, ()
    subject = Subject(identity_id=command.identity_id, device=session.device, key=key)
    device = Device(
        serial=f"{command.serial:032x}",
        device=session.device,
        person=session.person,
        identity_id=command.identity_id,
        state="PIN_PENDING",
        level=session.level or "low",
        mobile=session.applicant.mobile,
        language=session.language,
        certificate=device_certificate(command.authority, subject, serial=command.serial, now=now),
        issued_at=now,
        hardware=session.hardware,
    )
    device = _with_history(device, case.devices, now)
    issued = replace(session, state="PIN_PENDING", certificate_serial=device.serial)
    return replace(case, session=issued, devices=(*case.devices, device)), (KeepDevice(device=device),)


def _with_history(device: Device, others: tuple[Device, ...], now: datetime) -> Device:
    """The device with the number that it takes the place of, where another device or registration holds the identity."""
    held = next((each for each in others if each.state == "ACTIVE"), None)
    if held is None:
        return device
    if held.mobile == device.mobile:
        return replace(device, mobile_changed_at=held.mobile_changed_at, former_mobile=held.former_mobile)
    return replace(device, mobile_changed_at=now, former_mobile=held.mobile)


def own_device(case: Case) -> Device:
    """The device row that this session issued.

    Raises:
        Refusal: STEP_ORDER before the issue, DEVICE_REVOKED where another device took its place since.
    """
    serial = case.session.certificate_serial
    if serial is None:
        raise Refusal("STEP_ORDER")
    device = next((each for each in case.devices if each.serial == serial), None)
    if device is None:
        raise Refusal("DEVICE_REVOKED")
    return device


def activate(case: Case, command: Activate, now: datetime) -> Outcome:
    """Make this device the active one and revoke the others first (ENR-025, ENR-026, PIN-004).

    Raises:
        Refusal: STEP_ORDER, CONFIRMATION_REQUIRED, DEVICE_LIMIT, STEP_UP_REQUIRED or DEVICE_REVOKED.
    """
    if case.session.state not in ("PIN_PENDING", "ACTIVE"):
        raise Refusal("STEP_ORDER")
    if not command.confirmed:
        raise Refusal("CONFIRMATION_REQUIRED")
    device = own_device(case)
    if case.session.state == "ACTIVE":
        return case, ()
    newcomer = Newcomer(device=device.device, hardware=device.hardware, mobile=device.mobile)
    check_limit(newcomer, case.devices, command.policy)
    if needs_step_up(newcomer, case.devices, command.policy, now):  # another phone was quicker since the proof
        raise Refusal("STEP_UP_REQUIRED", after=(_closed(case), alarm(case.devices, "takeover_attempt", now)))
    active, effects = activate_device(device, case.devices, now)
    session = replace(case.session, state="ACTIVE", applicant=None)
    return replace(case, session=session, devices=(active,)), effects
