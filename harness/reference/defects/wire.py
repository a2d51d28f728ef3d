"""Defects of the wire: messages, idempotency, device proof, sessions."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from harness.protocol.encoding.jose import DpopProof
from harness.protocol.messages import Message
from harness.reference.admission import Admission
from harness.reference.defects.registry import DEFECTS, defect
from harness.reference.defects.wrappers import admitting, dropping, visiting
from harness.reference.enrollment.state import (
    Session,
    Visitor,
)
from harness.reference.idempotency import Answered
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules

DEFECTS["pin-field-taken"] = dropping("pin")
DEFECTS["client-supplied-level-taken"] = dropping("level")


@defect("duplicate-keys-taken")
def _duplicate_keys_taken(rules: Rules) -> Rules:
    def read_message(body: bytes, kind: type[Message]) -> Message:
        with suppress(ValueError):  # what is not JSON at all is for the strict reader to refuse
            body = json.dumps(json.loads(body)).encode()
        return rules.read_message(body, kind)

    return replace(rules, read_message=read_message)


@defect("repetition-acts-again")
def _repetition_acts_again(rules: Rules) -> Rules:
    return replace(rules, recall=lambda _known, _asked: None)


@defect("key-of-another-body-recalled")
def _key_of_another_body_recalled(rules: Rules) -> Rules:
    def recall(known: Answered | None, _asked: bytes) -> Answered | None:
        return known

    return replace(rules, recall=recall)


DEFECTS["replayed-proof-admitted"] = admitting(lambda _proof, admission: replace(admission, seen=False))
DEFECTS["proof-for-any-uri-admitted"] = admitting(lambda proof, admission: replace(admission, uri=proof.uri))
DEFECTS["proof-for-any-token-admitted"] = admitting(lambda _proof, admission: replace(admission, access_token=None))
DEFECTS["any-key-admitted"] = visiting(lambda session, visitor: replace(visitor, device=session.device))
DEFECTS["any-token-admitted"] = visiting(lambda _session, visitor: replace(visitor, token_session=visitor.session_id))


@defect("clock-error-is-generic")
def _clock_error_is_generic(rules: Rules) -> Rules:
    def admit(proof: DpopProof, admission: Admission) -> None:
        try:
            rules.admit(proof, admission)
        except Refusal as refusal:
            if refusal.code == "CLOCK_SKEW":
                raise Refusal("PROOF_INVALID") from None
            raise

    return replace(rules, admit=admit)


@defect("small-skew-refused")
def _small_skew_refused(rules: Rules) -> Rules:
    def admit(proof: DpopProof, admission: Admission) -> None:
        rules.admit(proof, replace(admission, tolerance_s=admission.tolerance_s / 4))

    return replace(rules, admit=admit)


@defect("session-never-expires")
def _session_never_expires(rules: Rules) -> Rules:
    def authorize(session: Session | None, visitor: Visitor, now: datetime) -> Session:
        if session is not None:
            now = min(now, session.expires_at - timedelta(seconds=1))
        return rules.authorize(session, visitor, now)

    return replace(rules, authorize=authorize)
