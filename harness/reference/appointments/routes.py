"""Accounts of the booking platform over HTTP. Passwords are hashed and verified in a thread, before the transaction."""

import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable
from typing import TypeVar

from harness.protocol.identifiers import parse_card_serial, parse_civil_number, parse_email_address, parse_msisdn
from harness.protocol.messages import Message, appointments
from harness.reference import outbox
from harness.reference.appointments import store
from harness.reference.appointments.rules import Account, Asked, Notice, Proof, Reset, Signup, check_password
from harness.reference.audit import AuditEntry
from harness.reference.database import Connection
from harness.reference.enrollment.form import required
from harness.reference.enrollment.limits import count_message
from harness.reference.enrollment.store import keep_meters, meters_of
from harness.reference.identity.rules import person_key
from harness.reference.refusal import Refusal
from harness.reference.service import Answer, Call, Handler, Service

_SALT_BYTES = 16
_COST, _BLOCK, _PARALLEL = 2**14, 8, 1
"""scrypt (RFC 7914): 16 MiB and some 50 ms."""
_RECOVERY_S = 0.1
"""From a wish for a new password to its answer, whoever asks: to keep a code and to mail it takes less (PRV-009)."""

Given = TypeVar("Given", bound=Message)
Result = TypeVar("Result")


def _given(call: Call, kind: type[Given]) -> Given:
    if not isinstance(call.message, kind):
        raise TypeError(f"{call.operation.name} carries no {kind.__name__}")
    return call.message


async def _hashed(password: str, salt: bytes) -> bytes:
    return await asyncio.to_thread(
        hashlib.scrypt, password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, dklen=32
    )


async def _write(service: Service, call: Call, person: str | None, work: Callable[[Connection], Message]) -> Answer:
    """One transaction with its audit line, whether it is accepted or refused: the commit takes the same way for everybody."""

    def transaction(connection: Connection) -> Answer:
        try:
            message = work(connection)
        except Refusal as refusal:
            match refusal.after:
                case Signup():
                    store.keep_signup(connection, refusal.after)
                case Account():
                    store.keep_account(connection, refusal.after)
            _audit(service, connection, call, person, refusal.code)
            return service.refused(refusal, call.telling)
        _audit(service, connection, call, person, None)
        return service.accepted(call, message)

    answer = await service.database.write(transaction)
    service.outbox.wake()
    return answer


def _audit(service: Service, connection: Connection, call: Call, person: str | None, code: str | None) -> None:
    outcome = AuditEntry(
        action=call.operation.name, outcome="refused" if code else "accepted", code=code, person=person
    )
    service.write_audit(connection, outcome, call.now)


def _send(service: Service, connection: Connection, call: Call, notices: tuple[Notice, ...]) -> None:
    for notice in notices:
        text = service.rules.account_text(notice, service.settings.policy)
        outbox.put(connection, recipient=notice.to, text=text, at_s=int(call.now.timestamp()))


def _count_message(service: Service, connection: Connection, call: Call, asked: Asked) -> None:
    """A sign-up sends an SMS to whatever number was typed: it is bounded as every other code is (THR-006).

    It is sent without any proof, so it is counted apart: else a stranger could use up the codes of a proven person (THR-033).
    """
    purpose = service.rules.counted_as("signup")
    meters = meters_of(
        connection, mobile=asked.mobile, person=asked.person, source="", secret=service.secret, purpose=purpose
    )
    keep_meters(connection, meters, count_message(meters, service.settings.policy, call.now))


def _person(service: Service, civil_number: str) -> str:
    return person_key(civil_number, service.secret)


def _code(service: Service) -> str:
    return service.rules.one_time_code(service.entropy.number(), service.settings.policy)


async def sign_up(service: Service, call: Call) -> Answer:
    """Begin an account."""
    message, policy = _given(call, appointments.SignUp), service.settings.policy

    def civil(text: str) -> str:
        return parse_civil_number(text, lenient_check_digit=policy.lenient_check_digit)

    civil_number = required(message.civil_number, "civil_number", ("CIVIL_NO_REQUIRED", "CIVIL_NO_INVALID"), civil)
    asked = Asked(
        signup_id=service.entropy.identifier(),
        person=_person(service, civil_number),
        civil_number=civil_number,
        card_serial=required(
            message.card_serial, "card_serial", ("SERIAL_REQUIRED", "SERIAL_FORMAT"), parse_card_serial
        ),
        mobile=required(message.mobile, "mobile", ("MOBILE_REQUIRED", "MOBILE_INVALID"), parse_msisdn),
        email=required(message.email, "email", ("EMAIL_REQUIRED", "EMAIL_INVALID"), parse_email_address),
        language=message.language,
        codes=(_code(service), _code(service)),
    )

    def work(connection: Connection) -> Message:
        account = store.find_account(connection, asked.person)
        signup, notices = service.rules.sign_up(asked, account, service.secret, policy, call.now)
        _count_message(service, connection, call, asked)
        store.keep_signup(connection, signup)
        _send(service, connection, call, notices)
        return appointments.SignupReceived(signup_id=signup.signup_id)

    return await _write(service, call, asked.person, work)


async def confirm_codes(service: Service, call: Call) -> Answer:
    """Enter both codes."""
    message = _given(call, appointments.ConfirmCodes)
    signup = await service.database.read(lambda connection: store.find_signup(connection, message.signup_id))
    record = service.registry.find(signup.civil_number)[0] if signup else None

    def work(connection: Connection) -> Message:
        found = store.find_signup(connection, message.signup_id)
        account = store.find_account(connection, found.person) if found else None
        proof = Proof(sms_code=message.sms_code, email_code=message.email_code, record=record, account=account)
        confirmed = service.rules.confirm_codes(found, proof, service.secret, service.settings.policy, call.now)
        store.keep_signup(connection, confirmed)
        return appointments.CodesConfirmed(signup_id=confirmed.signup_id)

    return await _write(service, call, signup.person if signup else None, work)


async def choose_password(service: Service, call: Call) -> Answer:
    """Choose the password; the account is opened."""
    message = _given(call, appointments.ChoosePassword)
    check_password(message.password, message.repeated, service.settings.policy)
    salt = service.entropy.bytes(_SALT_BYTES)
    digest = await _hashed(message.password, salt)

    def work(connection: Connection) -> Message:
        signup = store.find_signup(connection, message.signup_id)
        known = store.find_account(connection, signup.person) if signup else None
        closed, account = service.rules.open_account(signup, known, (salt, digest), call.now)
        store.keep_signup(connection, closed)
        store.keep_account(connection, account)
        return appointments.AccountOpened()

    return await _write(service, call, None, work)


async def log_in(service: Service, call: Call) -> Answer:
    """Log in: the password is hashed whoever asks, with a salt that belongs to nobody where there is no account."""
    message = _given(call, appointments.LogIn)
    person = _person(service, message.civil_number.strip())
    account = await service.database.read(lambda connection: store.find_account(connection, person))
    decoy = hashlib.sha256(service.secret + person.encode()).digest()[:_SALT_BYTES]
    salt = service.rules.salt_to_hash(account.salt if account else None, decoy)
    digest = b"" if salt is None else await _hashed(message.password, salt)

    def work(connection: Connection) -> Message:
        current = store.find_account(connection, person)
        verified = current is not None and hmac.compare_digest(digest, current.password)
        kept = service.rules.log_in(current, service.settings.policy, call.now, verified=verified)
        store.keep_account(connection, kept)
        return appointments.LoggedIn(access_token=_token(service, person, call))

    return await _write(service, call, person, work)


def _token(service: Service, person: str, call: Call) -> str:
    material = f"booking\0{person}\0{call.telling.trace}".encode()
    return base64.urlsafe_b64encode(hmac.digest(service.secret, material, "sha256")).rstrip(b"=").decode()


async def recover(service: Service, call: Call) -> Answer:
    """Ask for a code to set a new password; the answer comes after a fixed time, so that no work for an account shows."""
    loop = asyncio.get_running_loop()
    due_s = loop.time() + _RECOVERY_S
    person = _person(service, _given(call, appointments.Recover).civil_number.strip())
    code = _code(service)

    def work(connection: Connection) -> Message:
        account = store.find_account(connection, person)
        asked, notices = service.rules.recover(account, code, service.secret, service.settings.policy, call.now)
        if asked is not None:
            store.keep_account(connection, asked)
        _send(service, connection, call, notices)
        return appointments.RecoveryReceived()

    answer = await _write(service, call, person, work)
    await asyncio.sleep(due_s - loop.time())
    return answer


async def reset_password(service: Service, call: Call) -> Answer:
    """Set a new password with the code of the e-mail."""
    message = _given(call, appointments.ResetPassword)
    check_password(message.password, message.repeated, service.settings.policy)
    person = _person(service, message.civil_number.strip())
    salt = service.entropy.bytes(_SALT_BYTES)
    digest = await _hashed(message.password, salt)

    def work(connection: Connection) -> Message:
        account = store.find_account(connection, person)
        policy = service.settings.policy
        reset = Reset(code=message.code, salt=salt, password=digest)
        kept = service.rules.reset_password(account, reset, service.secret, policy, call.now)
        store.keep_account(connection, kept)
        return appointments.PasswordReset()

    return await _write(service, call, person, work)


ROUTES: dict[str, Handler] = {
    "sign_up": sign_up,
    "confirm_codes": confirm_codes,
    "choose_password": choose_password,
    "log_in": log_in,
    "recover": recover,
    "reset_password": reset_password,
}
