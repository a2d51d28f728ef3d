"""Who stands at a desk, and what may be told there. Pure.

1. A roster of officers counts only when the operator's key signed it, and not when a newer one came before it (THR-058).
2. The true reason of a refusal is told to an officer of the roster in force, about a person who was proven by the card or in
   person; whoever calls by telephone is not proven, and a caller who is no officer proves nobody (PRV-015).
"""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from harness.protocol.encoding import jose, strict_json
from harness.protocol.messages.office import OfficerRoster, Presence
from harness.reference.refusal import Refusal, RefusedOnce

_PROVEN: tuple[Presence, ...] = ("in_person", "card")


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """Who asks, for whom."""

    roster: OfficerRoster | None
    device: str
    """RFC 7638 thumbprint of the key of whoever asks."""
    presence: Presence


def read_roster(compact: str, key: ec.EllipticCurvePublicKey | None) -> OfficerRoster:
    """A roster that the operator signed.

    Raises:
        Refusal: ROSTER_UNSIGNED; also where the server knows no key of an operator, or what was signed is no roster.
    """
    if key is None:
        raise Refusal("ROSTER_UNSIGNED")
    try:
        return strict_json.decode(jose.verify_compact(key, compact), OfficerRoster)
    except (jose.JoseError, strict_json.StrictJsonError):
        raise Refusal("ROSTER_UNSIGNED") from None


def take_roster(current: OfficerRoster | None, offered: OfficerRoster) -> OfficerRoster:
    """The roster that is in force from now on; the one in force may be delivered again.

    Raises:
        Refusal: ROSTER_STALE.
    """
    if current is not None and offered.issued_at <= current.issued_at and offered != current:
        raise Refusal("ROSTER_STALE")
    return offered


def tell_reason(refused: RefusedOnce | None, standing: Standing) -> RefusedOnce:
    """Why the person was refused last.

    Raises:
        Refusal: PROOF_REQUIRED, or NOT_FOUND where nothing is kept.
    """
    officers = standing.roster.officers if standing.roster else []
    if standing.presence not in _PROVEN or standing.device not in {officer.key for officer in officers}:
        raise Refusal("PROOF_REQUIRED")
    if refused is None:
        raise Refusal("NOT_FOUND")
    return refused
