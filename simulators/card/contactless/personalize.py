"""Makes the memory of a contactless face for a person: files, their signature, keys and passwords."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec

from simulators.card.contactless import files, mrz, security_infos
from simulators.card.contactless.certificates import Signer
from simulators.card.contactless.holder import Holder
from simulators.card.contactless.memory import ContactlessMemory, pkcs8
from simulators.card.contactless.security_object import security_object
from simulators.entropy import Entropy


@dataclass(frozen=True)
class ChipKeys:
    """The private keys of one chip, both P-256."""

    active_authentication: ec.EllipticCurvePrivateKey
    chip_authentication: ec.EllipticCurvePrivateKey

    @classmethod
    def from_entropy(cls, entropy: Entropy, *labels: str | int) -> "ChipKeys":
        """The keys fixed by a seed and by what names the card, for instance its document number."""
        return cls(
            entropy.p256_private_key("active authentication", *labels),
            entropy.p256_private_key("chip authentication", *labels),
        )


def personalize(holder: Holder, *, can: str, signer: Signer, keys: ChipKeys) -> ContactlessMemory:
    """The memory of a new card. *Shape*: `can` is six digits.

    Raises:
        ValueError: the portrait is no JPEG file.
    """
    groups = files.personal_data(holder)
    groups[14] = security_infos.chip_security(keys.chip_authentication.public_key())
    groups[15] = security_infos.active_authentication_key(keys.active_authentication.public_key())
    return ContactlessMemory(
        mrz_information=mrz.information(holder),
        can=can,
        card_access=security_infos.card_access(),
        common_data=files.common_data(list(groups)),
        security_object=security_object(groups, signer),
        data_groups=groups,
        active_authentication_key=pkcs8(keys.active_authentication),
        chip_authentication_key=pkcs8(keys.chip_authentication),
    )
