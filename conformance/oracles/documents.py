"""Whether the signed data of a document holds, by the `openssl` program: nothing of ours decides it.

*Source*: ICAO Doc 9303-11, 5.1 (passive authentication), and 9303-10, appendix D (LDSSecurityObject).
"""

import tempfile
from pathlib import Path

from conformance.oracles.signatures import openssl
from harness.protocol.encoding.ber_tlv import MalformedTlvError, Tlv, parse

_SECURITY_OBJECT_FILE = 0x77
_SEQUENCE = 0x30
_DIGESTS = {
    bytes.fromhex("2B0E03021A"): "sha1",
    bytes.fromhex("608648016503040204"): "sha224",
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
"""What `openssl dgst` calls a digest, by the value of its object identifier."""


def signed_content(security_object: bytes, country_signer: bytes) -> bytes:
    """What stands in EF.SOD, where its signature holds up to the country signer (PEM); empty where it does not."""
    content = _inside(security_object)
    with tempfile.TemporaryDirectory(prefix="hawiya-openssl-") as name:
        trusted, signed = Path(name, "csca.pem"), Path(name, "content")
        trusted.write_bytes(country_signer)
        words = ("-verify", "-inform", "DER", "-binary", "-purpose", "any", "-no-CApath", "-no-CAstore")
        fine, _ = openssl("cms", *words, "-CAfile", str(trusted), "-out", str(signed), stdin=content)
        return signed.read_bytes() if fine and signed.exists() else b""


def is_group_signed(signed: bytes, number: int, content: bytes) -> bool:
    """Whether the digest of a data group, as OpenSSL computes it, is the one in the signed content."""
    name, digests = _digests(signed)
    fine, digest = openssl("dgst", f"-{name}", "-binary", stdin=content)
    return fine and digests.get(number) == digest


def signed_groups(signed: bytes) -> frozenset[int]:
    """The numbers of the data groups in the signed content; none where it cannot be read."""
    return frozenset(_digests(signed)[1])


def _inside(security_object: bytes) -> bytes:
    try:
        found = parse(security_object)
    except MalformedTlvError:
        return b""
    return found[0].value if len(found) == 1 and found[0].tag == _SECURITY_OBJECT_FILE else b""


def _digests(signed: bytes) -> tuple[str, dict[int, bytes]]:
    """The name of the digest, and the digests by the number of the data group."""
    try:
        _version, algorithm, listed, *_ = _fields(parse(signed)[0])
        name = _DIGESTS[_fields(algorithm)[0].value]
        pairs = [_fields(entry)[:2] for entry in _fields(listed)]
        return name, {int.from_bytes(number.value, "big"): digest.value for number, digest in pairs}
    except (MalformedTlvError, ValueError, LookupError):
        return "sha256", {}


def _fields(found: Tlv) -> list[Tlv]:
    if found.tag != _SEQUENCE:
        raise ValueError(f"tag {found.tag:02X} where a sequence is expected")
    return parse(found.value)
