"""Cards that are not what they claim to be, each made from a good one.

| forgery | what exposes it |
| --- | --- |
| `clone` | active authentication, chip authentication |
| `swap_data_group`, `alter_data_group` | the hash in EF.SOD |
| `resign` with an expired or foreign signer | the certificate in EF.SOD |
"""

import msgspec

from harness.protocol.encoding.ber_tlv import find, tlv
from simulators.card.contactless.certificates import Signer
from simulators.card.contactless.files import TAGS
from simulators.card.contactless.memory import ContactlessMemory, pkcs8
from simulators.card.contactless.mrz import LINE, check_digit
from simulators.card.contactless.personalize import ChipKeys
from simulators.card.contactless.security_object import security_object

_ZONE = 0x5F1F


def clone(memory: ContactlessMemory, keys: ChipKeys) -> ContactlessMemory:
    """Everything that can be read from a card, on a chip with keys of its own."""
    return msgspec.structs.replace(
        memory,
        active_authentication_key=pkcs8(keys.active_authentication),
        chip_authentication_key=pkcs8(keys.chip_authentication),
        password_failures=0,
    )


def swap_data_group(memory: ContactlessMemory, number: int, other: ContactlessMemory) -> ContactlessMemory:
    """A card that carries one data group of another card."""
    return alter_data_group(memory, number, other.data_groups[number])


def alter_data_group(memory: ContactlessMemory, number: int, content: bytes) -> ContactlessMemory:
    """A card one of whose data groups was changed after it was signed."""
    return msgspec.structs.replace(memory, data_groups={**memory.data_groups, number: content})


def with_document_number(group: bytes, number: str) -> bytes:
    """Data group 1 as that of another card, its check digits right. *Shape*: `number` has nine characters."""
    zone = (find(find(group, TAGS[1]) or b"", _ZONE) or b"").decode("ascii")
    upper, middle, name = (zone[at : at + LINE] for at in range(0, 3 * LINE, LINE))
    upper = upper[:5] + number + check_digit(number) + upper[15:]
    composite = upper[5:] + middle[:7] + middle[8:15] + middle[18:29]
    return tlv(TAGS[1], tlv(_ZONE, (upper + middle[:29] + check_digit(composite) + name).encode("ascii")))


def resign(memory: ContactlessMemory, signer: Signer) -> ContactlessMemory:
    """The card with its data groups signed by somebody else: an expired signer, or one of another country."""
    return msgspec.structs.replace(memory, security_object=security_object(memory.data_groups, signer))
