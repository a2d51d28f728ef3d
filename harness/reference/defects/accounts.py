"""Defects of the booking platform's accounts: each tells who is known, or lets somebody in who proved nothing."""

import hashlib
from dataclasses import replace
from datetime import datetime

import msgspec

from harness.protocol.messages.problem import Problem
from harness.reference.appointments.rules import Account, Asked, Notice, Proof, Signup, code_digest
from harness.reference.defects.registry import DEFECTS, defect
from harness.reference.defects.wrappers import telling
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules
from harness.world.policy import Policy

_Received = tuple[Signup, tuple[Notice, ...]]


@defect("sign-up-tells-registered")
def _sign_up_tells_registered(rules: Rules) -> Rules:
    def sign_up(asked: Asked, account: Account | None, secret: bytes, policy: Policy, now: datetime) -> _Received:
        if account is not None:
            raise Refusal("ALREADY_REGISTERED")
        return rules.sign_up(asked, account, secret, policy, now)

    return replace(rules, sign_up=sign_up)


@defect("registered-not-told-early")
def _registered_not_told_early(rules: Rules) -> Rules:
    def sign_up(asked: Asked, account: Account | None, secret: bytes, policy: Policy, now: datetime) -> _Received:
        return rules.sign_up(asked, account, secret, msgspec.structs.replace(policy, early_detail=False), now)

    return replace(rules, sign_up=sign_up)


@defect("registered-told-without-detail")
def _registered_told_without_detail(rules: Rules) -> Rules:
    def confirm_codes(signup: Signup | None, proof: Proof, secret: bytes, policy: Policy, now: datetime) -> Signup:
        return rules.confirm_codes(signup, replace(proof, account=None), secret, policy, now)

    return replace(rules, confirm_codes=confirm_codes)


@defect("sign-up-without-serial")
def _sign_up_without_serial(rules: Rules) -> Rules:
    def confirm_codes(signup: Signup | None, proof: Proof, secret: bytes, policy: Policy, now: datetime) -> Signup:
        try:
            return rules.confirm_codes(signup, proof, secret, policy, now)
        except Refusal as refusal:
            if refusal.code != "DATA_MISMATCH" or signup is None:
                raise
            return replace(signup, state="CODES_CONFIRMED")

    return replace(rules, confirm_codes=confirm_codes)


@defect("one-code-suffices")
def _one_code_suffices(rules: Rules) -> Rules:
    def confirm_codes(signup: Signup | None, proof: Proof, secret: bytes, policy: Policy, now: datetime) -> Signup:
        if signup is not None:
            name = signup.signup_id
            right = (
                code_digest(name, "sms", proof.sms_code, secret) == signup.sms_digest
                or code_digest(name, "email", proof.email_code, secret) == signup.email_digest
            )
            if right:
                sms = code_digest(name, "sms", proof.sms_code, secret)
                email = code_digest(name, "email", proof.email_code, secret)
                signup = replace(signup, sms_digest=sms, email_digest=email)
        return rules.confirm_codes(signup, proof, secret, policy, now)

    return replace(rules, confirm_codes=confirm_codes)


@defect("one-code-for-both-ways")
def _one_code_for_both_ways(rules: Rules) -> Rules:
    def sign_up(asked: Asked, account: Account | None, secret: bytes, policy: Policy, now: datetime) -> _Received:
        return rules.sign_up(replace(asked, codes=(asked.codes[0],) * 2), account, secret, policy, now)

    return replace(rules, sign_up=sign_up)


@defect("locked-account-told")
def _locked_account_told(rules: Rules) -> Rules:
    def log_in(account: Account | None, policy: Policy, now: datetime, *, verified: bool) -> Account:
        if account is not None and account.locked_until is not None and now < account.locked_until:
            raise Refusal("PROOF_LOCKED")
        return rules.log_in(account, policy, now, verified=verified)

    return replace(rules, log_in=log_in)


@defect("chosen-password-does-not-open")
def _chosen_password_does_not_open(rules: Rules) -> Rules:
    def log_in(account: Account | None, policy: Policy, now: datetime, *, verified: bool) -> Account:  # noqa: ARG001 - it is what the defect does not heed
        return rules.log_in(account, policy, now, verified=False)

    return replace(rules, log_in=log_in)


@defect("arabic-message-without-code")
def _arabic_message_without_code(rules: Rules) -> Rules:
    def account_text(notice: Notice, policy: Policy) -> str:
        code = "" if notice.language == "ar" else notice.code
        return rules.account_text(replace(notice, code=code), policy)

    return replace(rules, account_text=account_text)


@defect("any-password-opens")
def _any_password_opens(rules: Rules) -> Rules:
    def log_in(account: Account | None, policy: Policy, now: datetime, *, verified: bool) -> Account:
        return rules.log_in(account, policy, now, verified=verified or account is not None)

    return replace(rules, log_in=log_in)


@defect("recovery-tells-unknown")
def _recovery_tells_unknown(rules: Rules) -> Rules:
    def recover(
        account: Account | None, code: str, secret: bytes, policy: Policy, now: datetime
    ) -> tuple[Account | None, tuple[Notice, ...]]:
        if account is None:
            raise Refusal("NOT_FOUND")
        return rules.recover(account, code, secret, policy, now)

    return replace(rules, recover=recover)


DEFECTS["unknown-login-not-hashed"] = lambda rules: replace(rules, salt_to_hash=lambda salt, _decoy: salt)


@defect("sign-up-of-the-registered-takes-longer")
def _sign_up_of_the_registered_takes_longer(rules: Rules) -> Rules:
    def sign_up(asked: Asked, account: Account | None, secret: bytes, policy: Policy, now: datetime) -> _Received:
        if account is not None:  # as one that looks already whether the password of the account is typed anew
            hashlib.scrypt(asked.card_serial.encode(), salt=account.salt, n=2**13, r=8, p=1, dklen=32)
        return rules.sign_up(asked, account, secret, policy, now)

    return replace(rules, sign_up=sign_up)


class _Unknown(Refusal):
    """A failed login of somebody without an account."""


def _told_apart(refusal: Refusal, problem: Problem) -> Problem:
    words = problem.detail.replace("password", "number").replace("المرور", "الرقم")
    return msgspec.structs.replace(problem, detail=words) if isinstance(refusal, _Unknown) else problem


@defect("unknown-login-told-in-the-text")
def _unknown_login_told_in_the_text(rules: Rules) -> Rules:
    """Code, status and size are those of a wrong password; a word of the text is another."""

    def log_in(account: Account | None, policy: Policy, now: datetime, *, verified: bool) -> Account:
        if account is None:
            raise _Unknown("LOGIN_FAILED")
        return rules.log_in(account, policy, now, verified=verified)

    return telling(_told_apart)(replace(rules, log_in=log_in))
