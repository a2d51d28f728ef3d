"""What the contactless face keeps without power: files, keys, passwords, and how often a password was wrong.

The key with which a person signs is no part of it: that stands in the memory of the contact face and nowhere else.
"""

from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

LARGEST_FILE = 0xFFFF
MOST_FAILURES = 0xFFFF
_NUMBERS = range(1, 17)
_NUMBER_CHARACTERS = 9
_BIRTH, _EXPIRY = slice(10, 16), slice(17, 23)  # a check digit stands behind each field

MrzInformation = Annotated[str, msgspec.Meta(pattern="^[A-Z0-9<]{9}[0-9]{15}$")]
CardAccessNumber = Annotated[str, msgspec.Meta(pattern="^[0-9]{6}$")]
File = Annotated[bytes, msgspec.Meta(min_length=1, max_length=LARGEST_FILE)]
Failures = Annotated[int, msgspec.Meta(ge=0, le=MOST_FAILURES)]


class ContactlessMemory(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The memory as it stands in a card file.

    Shape: keys are PKCS #8 DER of P-256; `data_groups` by number, 1 to 16; `mrz_information` is document number, birth date and
    expiry date, each with its check digit; `can` six digits.

    Raises:
        ValueError: a key or the number of a data group cannot be used.
    """

    mrz_information: MrzInformation
    can: CardAccessNumber
    card_access: File
    common_data: File
    security_object: File
    data_groups: dict[int, File]
    active_authentication_key: bytes
    chip_authentication_key: bytes
    password_failures: Failures = 0

    def __post_init__(self) -> None:
        for number in self.data_groups:
            if number not in _NUMBERS:
                raise ValueError(f"there is no data group {number}; the numbers are 1 to 16")
        for key in (self.active_authentication_key, self.chip_authentication_key):
            private_key(key)

    @property
    def document_number(self) -> str:
        """The number of the document, without fillers."""
        return self.mrz_information[:_NUMBER_CHARACTERS].rstrip("<")

    @property
    def birth_date(self) -> str:
        """When the holder was born. *Shape*: YYMMDD."""
        return self.mrz_information[_BIRTH]

    @property
    def expiry_date(self) -> str:
        """When the document expires. *Shape*: YYMMDD."""
        return self.mrz_information[_EXPIRY]

    def __repr__(self) -> str:
        return f"ContactlessMemory(data_groups={sorted(self.data_groups)}, password_failures={self.password_failures})"


def private_key(der: bytes) -> ec.EllipticCurvePrivateKey:
    """A P-256 key from PKCS #8.

    Raises:
        ValueError: it is no such key.
    """
    try:
        key = load_der_private_key(der, password=None)
    except TypeError as error:
        raise ValueError("a key of the contactless face is encrypted; store it as plain PKCS #8") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("a key of the contactless face is not of P-256; personalize the card anew")  # noqa: TRY004 - bad data
    return key


def pkcs8(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The key as PKCS #8 DER."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
