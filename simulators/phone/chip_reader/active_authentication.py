"""Active authentication: the chip signs a fresh number with the key whose public half is signed in data group 15.

*Source*: ICAO Doc 9303-11 (8th edition), clause 6.1; BSI TR-03111, clause on the plain signature format. ECDSA only.
"""

from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from harness.protocol.encoding.apdu import SHORT_ANSWER, CommandApdu
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.errors import ChipClonedError, ChipDataInvalidError, well_formed
from simulators.phone.chip_reader.files import ElementaryFile, content_of
from simulators.phone.chip_reader.security_infos import ActiveAuthenticationInfo, SecurityInfo, public_key

_INTERNAL_AUTHENTICATE = 0x88
_CHALLENGE_BYTES = 8
_PLAIN_ECDSA: dict[str, hashes.HashAlgorithm] = {
    "0.4.0.127.0.7.1.1.4.1.2": hashes.SHA224(),
    "0.4.0.127.0.7.1.1.4.1.3": hashes.SHA256(),
    "0.4.0.127.0.7.1.1.4.1.4": hashes.SHA384(),
    "0.4.0.127.0.7.1.1.4.1.5": hashes.SHA512(),
}


def verify_active_authentication(
    channel: Channel, random: Callable[[int], bytes], *, dg15: bytes, infos: Sequence[SecurityInfo]
) -> None:
    """Let the chip sign; `dg15` and `infos` (of data group 14) must have passed passive authentication.

    Raises:
        ChipClonedError: it refuses, or the signature does not hold.
        ChipDataInvalidError: the key or the algorithm is missing or not known.
    """
    content = content_of(ElementaryFile.DG15, dg15)
    with well_formed("DG15"):
        key = public_key(content)
    algorithm = _algorithm(infos)
    challenge = random(_CHALLENGE_BYTES)
    answer = channel.send(CommandApdu(ins=_INTERNAL_AUTHENTICATE, data=challenge, le=SHORT_ANSWER))
    if not answer.ok or not _holds(answer.data, challenge, key=key, algorithm=algorithm):
        raise ChipClonedError("active_authentication")


def _algorithm(infos: Sequence[SecurityInfo]) -> hashes.HashAlgorithm:
    named = next((info for info in infos if isinstance(info, ActiveAuthenticationInfo)), None)
    if named is None:
        raise ChipDataInvalidError("DG14", "it does not say how the key of active authentication signs")
    algorithm = _PLAIN_ECDSA.get(named.signature_algorithm)
    if algorithm is None:
        raise ChipDataInvalidError("DG14", f"signature algorithm {named.signature_algorithm} is not known")
    return algorithm


def _holds(
    signature: bytes, challenge: bytes, *, key: ec.EllipticCurvePublicKey, algorithm: hashes.HashAlgorithm
) -> bool:
    """Whether r || s, each as long as the order of the curve, is a signature over the challenge."""
    half = (key.curve.group_order.bit_length() + 7) // 8
    if len(signature) != 2 * half:
        return False
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    try:
        key.verify(encode_dss_signature(r, s), challenge, ec.ECDSA(algorithm))
    except InvalidSignature:
        return False
    return True
