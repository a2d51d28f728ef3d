"""EF.SOD: the hashes of the data groups, signed by a document signer.

*Source*: ICAO Doc 9303-10 (8th edition), 4.6.2 and appendix D: signed data (RFC 5652) over an LDSSecurityObject of version 0.
"""

import hashlib

from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contactless import der
from simulators.card.contactless.certificates import Signer

TAG = 0x77
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SHA256 = "2.16.840.1.101.3.4.2.1"
_ECDSA_SHA256 = "1.2.840.10045.4.3.2"


def security_object(data_groups: dict[int, bytes], signer: Signer) -> bytes:
    """EF.SOD over these data groups, with the certificate of the signer inside."""
    content = hash_list(data_groups)
    body = der.sequence(
        der.integer(3),
        der.set_of(_algorithm(_SHA256)),
        der.sequence(der.oid(_LDS_SECURITY_OBJECT), der.context(0, der.octets(content))),
        der.context(0, signer.certificate),
        der.set_of(_signer_info(content, signer)),
    )
    return tlv(TAG, der.sequence(der.oid(_SIGNED_DATA), der.context(0, body)))


def hash_list(data_groups: dict[int, bytes]) -> bytes:
    """The LDSSecurityObject: SHA-256 of each data group, by its number."""
    hashed = (
        der.sequence(der.integer(number), der.octets(hashlib.sha256(content).digest()))
        for number, content in sorted(data_groups.items())
    )
    return der.sequence(der.integer(0), _algorithm(_SHA256), der.sequence(*hashed))


def _signer_info(content: bytes, signer: Signer) -> bytes:
    attributes = (
        _attribute(_CONTENT_TYPE, der.oid(_LDS_SECURITY_OBJECT)),
        _attribute(_MESSAGE_DIGEST, der.octets(hashlib.sha256(content).digest())),
    )
    # signed as a SET OF, carried under a tag of its own (RFC 5652, 5.4)
    signed = der.set_of(*attributes)
    return der.sequence(
        der.integer(1),
        _signer_identifier(signer),
        _algorithm(_SHA256),
        der.context(0, *sorted(attributes)),
        _algorithm(_ECDSA_SHA256),
        der.octets(signer.sign(signed)),
    )


def _signer_identifier(signer: Signer) -> bytes:
    certificate = signer.parsed
    return der.sequence(certificate.issuer.public_bytes(), der.integer(certificate.serial_number))


def _attribute(kind: str, value: bytes) -> bytes:
    return der.sequence(der.oid(kind), der.set_of(value))


def _algorithm(kind: str) -> bytes:
    return der.sequence(der.oid(kind))
