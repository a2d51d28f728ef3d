"""SecurityInfos: what a chip says of its protocols, in EF.CardAccess (unsigned) and in data group 14 (signed).

*Source*: ICAO Doc 9303-11 (8th edition), clause 9.2. Infos with an object identifier that we do not know are passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from harness.protocol.encoding.ber_tlv import Tlv
from simulators.phone.chip_reader import der

PACE_ECDH_GM_AES_CBC_CMAC_128 = "0.4.0.127.0.7.2.2.4.2.2"
_PACE_ECDH_GM = "0.4.0.127.0.7.2.2.4.2."
_CHIP_AUTHENTICATION_ECDH = "0.4.0.127.0.7.2.2.3.2."
_PUBLIC_KEY_ECDH = "0.4.0.127.0.7.2.2.1.2"
_ACTIVE_AUTHENTICATION = "2.23.136.1.1.5"


@dataclass(frozen=True)
class PaceInfo:
    """A variant of PACE; `parameter_id` names a standardized curve, 12 for P-256."""

    protocol: str
    version: int
    parameter_id: int | None = None


@dataclass(frozen=True)
class ChipAuthenticationInfo:
    """A variant of chip authentication, and the key that it takes where there are several."""

    protocol: str
    version: int
    key_id: int | None = None


@dataclass(frozen=True)
class ChipAuthenticationPublicKeyInfo:
    """A public key of the chip for chip authentication."""

    key: ec.EllipticCurvePublicKey
    key_id: int | None = None


@dataclass(frozen=True)
class ActiveAuthenticationInfo:
    """With which algorithm an ECDSA key signs in active authentication."""

    version: int
    signature_algorithm: str


SecurityInfo = PaceInfo | ChipAuthenticationInfo | ChipAuthenticationPublicKeyInfo | ActiveAuthenticationInfo


def parse_security_infos(data: bytes) -> list[SecurityInfo]:
    """Read a SET of SecurityInfo.

    Raises:
        ValueError: it is malformed, or a key in it is no elliptic curve key that we can use.
    """
    infos = der.objects(der.one(data, der.SET))
    return [known for info in infos if (known := _known(info)) is not None]


def public_key(data: bytes) -> ec.EllipticCurvePublicKey:
    """Read a SubjectPublicKeyInfo with an elliptic curve key.

    Raises:
        ValueError: it is malformed, of another kind, or on a curve that we do not have.
    """
    try:
        key = load_der_public_key(data)
    except UnsupportedAlgorithm as error:
        raise ValueError("a public key of a kind that this reader does not know") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("a public key that is no elliptic curve key")  # noqa: TRY004 - the file is wrong, no caller
    return key


def _known(info: Tlv) -> SecurityInfo | None:
    protocol, *rest = der.fields(info, at_least=2)
    name = der.object_identifier(protocol)
    reader = next((read for prefix, read in _READERS.items() if name.startswith(prefix)), None)
    return None if reader is None else reader(name, rest)


def _pace(name: str, rest: list[Tlv]) -> PaceInfo:
    return PaceInfo(name, der.integer(rest[0]), _optional_number(rest))


def _chip_authentication(name: str, rest: list[Tlv]) -> ChipAuthenticationInfo:
    return ChipAuthenticationInfo(name, der.integer(rest[0]), _optional_number(rest))


def _chip_authentication_key(_name: str, rest: list[Tlv]) -> ChipAuthenticationPublicKeyInfo:
    return ChipAuthenticationPublicKeyInfo(public_key(rest[0].encode()), _optional_number(rest))


def _active_authentication(_name: str, rest: list[Tlv]) -> ActiveAuthenticationInfo:
    if len(rest) < 2:  # noqa: PLR2004 - version and algorithm
        raise ValueError("an ActiveAuthenticationInfo names no algorithm")
    return ActiveAuthenticationInfo(der.integer(rest[0]), der.object_identifier(rest[1]))


def _optional_number(rest: list[Tlv]) -> int | None:
    return der.integer(rest[1]) if len(rest) > 1 else None


_READERS: dict[str, Callable[[str, list[Tlv]], SecurityInfo]] = {
    _PACE_ECDH_GM: _pace,
    _CHIP_AUTHENTICATION_ECDH: _chip_authentication,
    _PUBLIC_KEY_ECDH: _chip_authentication_key,
    _ACTIVE_AUTHENTICATION: _active_authentication,
}
