"""Whether a proof of the device key admits a request (RFC 9449, 4.3). Pure."""

from dataclasses import dataclass
from datetime import datetime

from harness.protocol.encoding.jose import DpopProof, Flaw, JoseError
from harness.reference.refusal import Refusal, RefusalFacts

LONGEST_PROOF_ID = 128


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """What the proof must fit."""

    method: str
    uri: str
    now: datetime
    tolerance_s: float
    access_token: str | None
    seen: bool
    """The proof was used before."""


def admit(proof: DpopProof, admission: Admission) -> None:
    """Admit the request, or say what is wrong with the proof.

    Raises:
        Refusal: PROOF_INVALID, CLOCK_SKEW or PROOF_REPLAYED.
    """
    try:
        proof.check(
            method=admission.method,
            uri=admission.uri,
            now=admission.now,
            tolerance_s=admission.tolerance_s,
            access_token=admission.access_token,
        )
    except JoseError as error:
        if error.flaw is Flaw.TIME:
            raise Refusal("CLOCK_SKEW", RefusalFacts(server_time=admission.now)) from None
        raise Refusal("PROOF_INVALID") from None
    if len(proof.proof_id) > LONGEST_PROOF_ID:
        raise Refusal("PROOF_INVALID")
    if admission.seen:
        raise Refusal("PROOF_REPLAYED")
