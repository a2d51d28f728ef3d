"""Passive authentication: the data groups are those that a document signer signed, and an authority that we trust named it.

*Source*: ICAO Doc 9303-11 (8th edition), clause 5.1; Doc 9303-12 for the certificates. Revocation lists are not looked at.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from simulators.phone.chip_reader import der
from simulators.phone.chip_reader.errors import ChipDataInvalidError, ChipSignerUnknownError, well_formed
from simulators.phone.chip_reader.files import ElementaryFile, content_of
from simulators.phone.chip_reader.signed_data import digest_name, parse_signed_data

_SECURITY_OBJECT = "2.23.136.1.1.1"
_GROUPS = range(1, 17)


@dataclass(frozen=True)
class SecurityObject:
    """What the document signer signed: a digest for each data group."""

    digest: str
    digests: Mapping[int, bytes]
    signer: x509.Certificate

    def verify(self, number: int, data: bytes) -> None:
        """Look whether a data group is the one that was signed.

        Raises:
            ChipDataInvalidError: it is not, or none was signed.
        """
        signed = self.digests.get(number)
        if signed is None:
            raise ChipDataInvalidError(f"DG{number}", "it is not signed")
        if not hmac.compare_digest(hashlib.new(self.digest, data).digest(), signed):
            raise ChipDataInvalidError(f"DG{number}", "its digest is not the one that was signed")


def verify_security_object(sod: bytes, *, trusted: Sequence[x509.Certificate], at: datetime) -> SecurityObject:
    """Verify EF.SOD and its signer; `trusted` are the certificates of country signing authorities.

    Raises:
        ChipDataInvalidError: the file is malformed, or its signature is wrong.
        ChipSignerUnknownError: none of the authorities made the signer, or one of the two is not valid at that time.
    """
    content = content_of(ElementaryFile.SOD, sod)
    with well_formed("SOD"):
        signed = parse_signed_data(content)
        signed.verify()
        if signed.content_type != _SECURITY_OBJECT:
            raise ValueError("the content is no security object")
        digest, digests = _digests(signed.content)
        _verify_signer(signed.signer, trusted, at)
    return SecurityObject(digest, digests, signed.signer)


def _digests(content: bytes) -> tuple[str, dict[int, bytes]]:
    fields = der.objects(der.one(content, der.SEQUENCE))
    if len(fields) < 3:  # noqa: PLR2004 - version, algorithm, digests
        raise ValueError("a security object with too few fields")
    name, digests = digest_name(fields[1]), dict[int, bytes]()
    for entry in der.fields(fields[2], at_least=1):
        number, digest = der.fields(entry, at_least=2)[:2]
        group = der.integer(number)
        if group in digests or group not in _GROUPS:
            raise ValueError(f"data group {group} stands twice or does not exist")
        digests[group] = der.value(digest, der.OCTET_STRING)
    return name, digests


def _verify_signer(signer: x509.Certificate, trusted: Sequence[x509.Certificate], at: datetime) -> None:
    authority = next((each for each in trusted if _issued(signer, each)), None)
    if authority is None:
        raise ChipSignerUnknownError("not_trusted")
    for certificate in (signer, authority):
        if at < certificate.not_valid_before_utc:
            raise ChipSignerUnknownError("not_yet_valid")
        if at > certificate.not_valid_after_utc:
            raise ChipSignerUnknownError("expired")
    if not (_may_sign_documents(signer) and _may_sign_certificates(authority)):
        raise ChipSignerUnknownError("not_a_signer")


def _issued(signer: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        signer.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _may_sign_documents(certificate: x509.Certificate) -> bool:
    usage = _key_usage(certificate)
    return usage is not None and usage.digital_signature and not _is_authority(certificate)


def _may_sign_certificates(certificate: x509.Certificate) -> bool:
    usage = _key_usage(certificate)
    return usage is not None and usage.key_cert_sign and _is_authority(certificate)


def _key_usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension):
        return None


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, x509.DuplicateExtension):
        return False
