"""Defects of the booking platform's accounts: each tells who is known, or lets somebody in who proved nothing."""

from dataclasses import replace
from datetime import datetime

from harness.reference.appointments.rules import Account, Asked, Notice, Proof, Signup, code_digest
from harness.reference.defects.registry import defect
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
