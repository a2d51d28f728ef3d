"""Reading a card as an app does: open, read, and believe only what is proven.

1. EF.CardAccess says whether the chip speaks PACE; if not, BAC opens it (and needs the machine readable zone).
2. The security object is verified first: its list says which data groups there must be, not the unsigned EF.COM.
3. Chip authentication, where data group 14 offers it, before anything personal is read.
4. Every data group that is read is compared with what was signed.
5. Active authentication, where there is a data group 15. A chip that offers neither proof is not believed.
6. What EF.CardAccess, which is not signed, offered of PACE must stand in data group 14 too, which is.

    reading = ChipReading(reader, trusted=[csca], random=stream.randbytes)
    contents = reading.read(CanPassword("123456"), at=clock.now())
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography import x509

from harness.world.reader import Reader
from simulators.phone.chip_reader.active_authentication import verify_active_authentication
from simulators.phone.chip_reader.bac import open_by_bac
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.chip_authentication import authenticate_chip, chip_authentication_key
from simulators.phone.chip_reader.data_groups import (
    PersonalDetails,
    machine_readable_zone,
    personal_details,
    portrait,
    present_groups,
)
from simulators.phone.chip_reader.errors import (
    AccessProtocol,
    CardNotSupportedError,
    ChipAnswerError,
    ChipClonedError,
    ChipDataInvalidError,
    well_formed,
)
from simulators.phone.chip_reader.files import (
    BLOCK,
    ElementaryFile,
    content_of,
    data_group,
    read_file,
    select_application,
    select_master_file,
)
from simulators.phone.chip_reader.mrz import Mrz
from simulators.phone.chip_reader.pace import open_by_pace, pace_infos
from simulators.phone.chip_reader.passive_authentication import SecurityObject, verify_security_object
from simulators.phone.chip_reader.passwords import MrzPassword, Password
from simulators.phone.chip_reader.security_infos import PaceInfo, SecurityInfo, parse_security_infos

Proof = Literal["active_authentication", "chip_authentication"]
_ABSENT = 0x6A82
_AT_LEAST = (1, 2)


@dataclass(frozen=True, kw_only=True)
class ChipContents:
    """What a chip said and proved."""

    access: AccessProtocol
    proofs: frozenset[Proof]
    mrz: Mrz
    portrait: bytes
    details: PersonalDetails | None
    signer: x509.Certificate
    groups: dict[int, bytes]
    """The data groups as they were read, by number."""
    announced: frozenset[int]
    """Which of them EF.COM names; it is not signed, and what is not signed decides nothing."""


class ChipReading:
    """One card in one reader. `trusted` are country signing certificates; `random` gives so many fresh bytes."""

    def __init__(
        self,
        reader: Reader,
        *,
        trusted: Sequence[x509.Certificate],
        random: Callable[[int], bytes],
        block: int = BLOCK,
    ) -> None:
        self.channel = Channel(reader)
        self._reader = reader
        self._trusted = trusted
        self._random = random
        self._block = block
        self._offered: frozenset[PaceInfo] | None = None

    def read(self, password: Password, *, at: datetime, access: AccessProtocol | None = None) -> ChipContents:
        """Connect, open the chip, read and verify it, and let it go. `access` forces a protocol.

        Raises:
            CardNotSupportedError: the card is no eMRTD, or cannot be opened with such a password.
            ChipAccessDeniedError: the password is wrong.
            ChipAnswerError: a command was refused.
            SecureMessagingError: an answer was not protected as it must be.
            ChipDataInvalidError: a file is not what was signed.
            ChipSignerUnknownError: nobody whom we trust signed it.
            ChipClonedError: the chip did not prove that it is the one that was issued.
            CardLostError: the card went away.
        """
        try:
            return self._verified(self.open(password, access=access), password, at)
        finally:
            self._reader.disconnect()

    def open(self, password: Password, *, access: AccessProtocol | None = None) -> AccessProtocol:
        """Connect, and protect the channel with the application selected; by which protocol.

        Raises:
            CardNotSupportedError: the card is no eMRTD, or cannot be opened with such a password.
            ChipAccessDeniedError: the password is wrong.
            ChipAnswerError: a command was refused.
        """
        self._reader.connect()
        self.channel.session = None
        self._offered = None
        infos = [] if access == "BAC" else self._card_access()
        if access == "PACE" or pace_infos(infos):
            self.channel.session = open_by_pace(self.channel, password, self._random, infos=infos)
            select_application(self.channel)
            return "PACE"
        if not isinstance(password, MrzPassword):
            raise CardNotSupportedError("the chip speaks no PACE, and BAC needs the machine readable zone")
        select_application(self.channel)
        self.channel.session = open_by_bac(self.channel, password, self._random)
        return "BAC"

    def _card_access(self) -> list[SecurityInfo]:
        infos = self._card_access_file()
        self._offered = _pace_of(infos)
        return infos

    def _card_access_file(self) -> list[SecurityInfo]:
        select_master_file(self.channel)
        try:
            data = read_file(self.channel, ElementaryFile.CARD_ACCESS, block=self._block)
        except ChipAnswerError as error:
            if error.sw == _ABSENT:
                return []
            raise
        with well_formed(ElementaryFile.CARD_ACCESS.name):
            return parse_security_infos(data)

    def _verified(self, access: AccessProtocol, password: Password, at: datetime) -> ChipContents:
        sod = read_file(self.channel, ElementaryFile.SOD, block=self._block)
        signed = verify_security_object(sod, trusted=self._trusted, at=at)
        proofs: set[Proof] = set()
        groups, infos = self._chip_authenticated(signed, proofs)
        groups |= {
            number: self._group(number, signed)
            for number in sorted({*signed.digests, *_AT_LEAST} - {*groups})
            if data_group(number)
        }
        if 15 in groups:  # noqa: PLR2004 - data group 15 is the key of active authentication
            verify_active_authentication(self.channel, self._random, dg15=groups[15], infos=infos)
            proofs.add("active_authentication")
        if not proofs:
            raise ChipClonedError("no_proof")
        announced = present_groups(read_file(self.channel, ElementaryFile.COM, block=self._block))
        return ChipContents(
            access=access,
            proofs=frozenset(proofs),
            mrz=_zone(groups[1], password),
            portrait=portrait(groups[2]),
            details=personal_details(groups[11]) if 11 in groups else None,  # noqa: PLR2004 - optional details
            signer=signed.signer,
            groups=groups,
            announced=announced,
        )

    def _chip_authenticated(
        self, signed: SecurityObject, proofs: set[Proof]
    ) -> tuple[dict[int, bytes], Sequence[SecurityInfo]]:
        """Data group 14 and what it says, where there is one; the chip is authenticated if it can be."""
        groups = {number: self._group(number, signed) for number in (14,) if number in signed.digests}
        infos = _security_infos(groups.get(14))
        if self._offered is not None and self._offered != _pace_of(infos):
            raise ChipDataInvalidError("CARD_ACCESS", "it offers other ways of PACE than were signed")
        if offered := chip_authentication_key(infos):
            info, key = offered
            authenticate_chip(self.channel, self._random, info=info, key=key)
            proofs.add("chip_authentication")
        return groups, infos

    def _group(self, number: int, signed: SecurityObject) -> bytes:
        file = data_group(number)
        if file is None:
            raise ValueError(f"this reader does not read data group {number}")
        try:
            data = read_file(self.channel, file, block=self._block)
        except ChipAnswerError as error:
            if error.sw == _ABSENT:
                raise ChipDataInvalidError(file.name, "it was signed and is missing") from error
            raise
        signed.verify(number, data)
        return data


def _security_infos(dg14: bytes | None) -> Sequence[SecurityInfo]:
    if dg14 is None:
        return []
    with well_formed("DG14"):
        return parse_security_infos(content_of(ElementaryFile.DG14, dg14))


def _pace_of(infos: Sequence[SecurityInfo]) -> frozenset[PaceInfo]:
    return frozenset(info for info in infos if isinstance(info, PaceInfo))


def _zone(dg1: bytes, password: Password) -> Mrz:
    """The machine readable zone, which must be the one that opened the chip where one did."""
    mrz = machine_readable_zone(dg1)
    if isinstance(password, MrzPassword) and _information(mrz) != password.information:
        raise ChipDataInvalidError("DG1", "it is not the machine readable zone that opened the chip")
    return mrz


def _information(mrz: Mrz) -> str:
    return MrzPassword(
        document_number=mrz.document_number, birth_date=mrz.birth_date, expiry_date=mrz.expiry_date
    ).information
