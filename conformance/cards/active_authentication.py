"""Whether a chip signed a challenge of active authentication, judged by OpenSSL (ICAO Doc 9303-11, 6.1).

Two forms are known: r and s one after the other for a key of an elliptic curve (BSI TR-03111), with the hash that DG14 names, and
nothing else; a card with an RSA key signs by ISO/IEC 9796-2, which OpenSSL does not verify.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from conformance.oracles.signatures import signature_holds_under
from simulators.journey import WayBlockedError
from simulators.phone.chip_reader import ChipError
from simulators.phone.chip_reader.errors import well_formed
from simulators.phone.chip_reader.files import ElementaryFile, content_of
from simulators.phone.chip_reader.security_infos import ActiveAuthenticationInfo, SecurityInfo, public_key

_DIGESTS = {
    "0.4.0.127.0.7.1.1.4.1.2": "sha224",
    "0.4.0.127.0.7.1.1.4.1.3": "sha256",
    "0.4.0.127.0.7.1.1.4.1.4": "sha384",
    "0.4.0.127.0.7.1.1.4.1.5": "sha512",
}


def signs_challenge(signature: bytes, challenge: bytes, *, dg15: bytes, infos: Sequence[SecurityInfo]) -> bool:
    """Whether the signature over the challenge holds under the key in data group 15.

    Raises:
        WayBlockedError: the key or the algorithm is none that we know.
    """
    named = next((info.signature_algorithm for info in infos if isinstance(info, ActiveAuthenticationInfo)), "")
    try:
        content = content_of(ElementaryFile.DG15, dg15)
        with well_formed("DG15"):
            key = public_key(content)
    except ChipError:
        raise WayBlockedError("read a key of an elliptic curve in DG15", None) from None
    if named not in _DIGESTS:
        raise WayBlockedError("find the algorithm of active authentication in DG14", None)
    half = len(signature) // 2
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return signature_holds_under(pem, challenge, encode_dss_signature(r, s), digest=_DIGESTS[named])
