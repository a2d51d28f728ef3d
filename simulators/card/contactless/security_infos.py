"""What the chip says of its own protocols: EF.CardAccess, data group 14 and data group 15.

*Source*: ICAO Doc 9303-11 (8th edition), 9.2 (SecurityInfos).
"""

from cryptography.hazmat.primitives.asymmetric import ec

from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contactless import der
from simulators.card.contactless.chip_authentication import CA_ECDH_3DES, CA_ECDH_AES_128
from simulators.card.contactless.files import TAGS
from simulators.card.contactless.pace import P256_PARAMETERS, PACE_ECDH_GM_AES_128
from simulators.card.contactless.pace import VERSION as PACE_VERSION

_ACTIVE_AUTHENTICATION = "2.23.136.1.1.5"
_ECDSA_PLAIN_SHA256 = "0.4.0.127.0.7.1.1.4.1.3"
_PUBLIC_KEY_ECDH = "0.4.0.127.0.7.2.2.1.2"
_VERSION = 1


def card_access() -> bytes:
    """EF.CardAccess: PACE over P-256 with AES-128."""
    return der.set_of(_pace())


def chip_security(chip_key: ec.EllipticCurvePublicKey) -> bytes:
    """Data group 14: PACE again, now signed; active authentication; chip authentication with its key."""
    infos = (
        _pace(),
        der.sequence(der.oid(_ACTIVE_AUTHENTICATION), der.integer(_VERSION), der.oid(_ECDSA_PLAIN_SHA256)),
        der.sequence(der.oid(CA_ECDH_AES_128), der.integer(_VERSION)),
        der.sequence(der.oid(CA_ECDH_3DES), der.integer(_VERSION)),
        der.sequence(der.oid(_PUBLIC_KEY_ECDH), der.public_key(chip_key)),
    )
    return tlv(TAGS[14], der.set_of(*infos))


def active_authentication_key(key: ec.EllipticCurvePublicKey) -> bytes:
    """Data group 15: the key that answers challenges."""
    return tlv(TAGS[15], der.public_key(key))


def _pace() -> bytes:
    return der.sequence(der.oid(PACE_ECDH_GM_AES_128), der.integer(PACE_VERSION), der.integer(P256_PARAMETERS))
