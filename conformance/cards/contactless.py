"""The contactless chip as a test holds it: opened by what is printed on the card, spoken to with and without protection.

Our reader of chips does the cryptography; what it finds wrong with a chip comes back as a status word or as a sentence, so that
a test can judge it. Nothing here decides a verdict.

    chip.open()                                  # by PACE, else by BAC
    chip.send(SELECT_DG1)                        # within the session
    chip.transmit(b"...")                        # past the session
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from conformance.cards.card import CardUnderTest
from conformance.cards.target import Access, CardData
from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from harness.world.reader import Reader
from simulators.journey import WayBlockedError
from simulators.phone.chip_reader import CanPassword, ChipAccessDeniedError, ChipAnswerError, ChipError, MrzPassword
from simulators.phone.chip_reader.bac import open_by_bac
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.errors import CardNotSupportedError, SecureMessagingError, well_formed
from simulators.phone.chip_reader.files import (
    ElementaryFile,
    content_of,
    read_file,
    select_application,
    select_master_file,
)
from simulators.phone.chip_reader.key_derivation import triple_des_keys
from simulators.phone.chip_reader.pace import open_by_pace
from simulators.phone.chip_reader.passwords import Password
from simulators.phone.chip_reader.secure_messaging import SecureMessaging
from simulators.phone.chip_reader.security_infos import SecurityInfo, parse_security_infos
from simulators.phone.chip_reader.session_cipher import TripleDesCipher, pad

UNPROTECTED = 0x0000
"""In the place of a status word: the chip said 9000 without the protection that a session demands."""
SELECT, READ_BINARY, GET_CHALLENGE, EXTERNAL_AUTHENTICATE = 0xA4, 0xB0, 0x84, 0x82
_SHORT_NAME = 0x80
_GET_IDENTIFIER = bytes.fromhex("FFCA000000")
_DAY = "%y%m%d"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What came of wanting to open a chip: the last status word, whether a session stands, and how long it took in seconds."""

    sw: int
    opened: bool
    took_s: float


class ChipUnderTest:
    """A chip in the field of a reader."""

    def __init__(
        self,
        *,
        reader: Reader,
        data: CardData,
        random: Callable[[int], bytes],
        clock_s: Callable[[], float],
        contact: CardUnderTest | None = None,
    ) -> None:
        self.reader = reader
        self.data = data
        self.random = random
        self.contact = contact
        """The same card by its contacts, where it can be met by both."""
        self.channel = Channel(reader)
        self._clock_s = clock_s

    # -- what opens it

    @property
    def zone(self) -> MrzPassword:
        """The machine-readable zone as a password."""
        number, birth, expiry = self.data.document_number, self.data.birth_date, self.data.expires_on
        if number is None or birth is None or expiry is None:
            raise WayBlockedError("read the machine-readable zone", None)
        return MrzPassword(document_number=number, birth_date=f"{birth:{_DAY}}", expiry_date=f"{expiry:{_DAY}}")

    @property
    def access_number(self) -> CanPassword:
        """The card access number as a password."""
        if self.data.access_number is None:
            raise WayBlockedError("read the access number", None)
        return CanPassword(self.data.access_number)

    @property
    def password(self) -> Password:
        """The password by which a test opens the chip where it does not matter which: the zone, for it serves BAC, too."""
        return self.zone if self.data.has_zone else self.access_number

    @property
    def protocol(self) -> Access:
        """The protocol by which a test opens the chip where it does not matter which."""
        return "PACE" if "PACE" in self.data.access else "BAC"

    # -- opening

    def begin(self) -> bytes:
        """Leave the field and come back: nothing is open; the answer to reset."""
        self.channel = Channel(self.reader)
        return self.reader.power_cycle()

    def attempt(self, password: Password | None = None, *, access: Access | None = None) -> Attempt:
        """Try to open the chip from the beginning, by default with the right password; what came of it."""
        self.begin()
        began = self._clock_s()
        try:
            self._open(password or self.password, access or self.protocol)
        except ChipAccessDeniedError as denied:
            sw = StatusWord.OK if denied.sw is None else denied.sw
            return Attempt(sw=sw, opened=False, took_s=self._clock_s() - began)
        except ChipAnswerError as answer:
            return Attempt(sw=answer.sw, opened=False, took_s=self._clock_s() - began)
        return Attempt(sw=StatusWord.OK, opened=True, took_s=self._clock_s() - began)

    def open(self, password: Password | None = None, *, access: Access | None = None) -> None:
        """Open the chip, with the application selected.

        Raises:
            WayBlockedError: it does not open.
        """
        if not self.attempt(password, access=access).opened:
            raise WayBlockedError(f"open the chip by {access or self.protocol}", None)

    def _open(self, password: Password, access: Access) -> None:
        if access == "PACE":
            self.channel.session = open_by_pace(self.channel, password, self.random, infos=self.offered())
            self.select_application()
        elif isinstance(password, MrzPassword):
            self.select_application()
            self.channel.session = open_by_bac(self.channel, password, self.random)
        else:
            raise WayBlockedError("read the machine-readable zone", None)

    def offered(self) -> list[SecurityInfo]:
        """What EF.CardAccess says.

        Raises:
            WayBlockedError: it cannot be read.
        """
        select_master_file(self.channel)
        try:
            data = read_file(self.channel, ElementaryFile.CARD_ACCESS)
            with well_formed(ElementaryFile.CARD_ACCESS.name):
                return parse_security_infos(data)
        except ChipError:
            raise WayBlockedError("read EF.CardAccess", None) from None

    def select_application(self) -> None:
        """Select the application of the document.

        Raises:
            WayBlockedError: there is none.
        """
        try:
            select_application(self.channel)
        except CardNotSupportedError:
            raise WayBlockedError("select the application of the document", None) from None

    # -- speaking

    @property
    def session(self) -> SecureMessaging:
        """The session that stands.

        Raises:
            WayBlockedError: none stands.
        """
        if self.channel.session is None:
            raise WayBlockedError("open the chip", None)
        return self.channel.session

    def send(self, command: CommandApdu) -> ResponseApdu:
        """Send a command as the state demands; an answer without the protection that it must have shows no data."""
        try:
            return self.channel.send(command)
        except SecureMessagingError as broken:
            return ResponseApdu(b"", UNPROTECTED if broken.sw == StatusWord.OK else broken.sw)

    def transmit(self, command: CommandApdu | bytes) -> ResponseApdu:
        """Send a command as it is, past the session."""
        return self.channel.transmit(command if isinstance(command, bytes) else command.encode())

    def protected(self, command: CommandApdu) -> CommandApdu:
        """The command as the session protects it; it counts."""
        return self.session.wrap(command)

    def answer_to(self, challenge: bytes) -> bytes:
        """The EXTERNAL AUTHENTICATE by which whoever knows the zone answers a challenge of BAC (ICAO Doc 9303-11, 4.3)."""
        cipher = TripleDesCipher(triple_des_keys(self.zone.key_seed))
        cryptogram = cipher.encrypt(self.random(8) + challenge + self.random(16))
        data = cryptogram + cipher.mac(pad(cryptogram, cipher.block))
        return CommandApdu(ins=EXTERNAL_AUTHENTICATE, data=data, le=40).encode()

    def identifier(self) -> bytes:
        """By what the reader singles the chip out; empty where it does not say."""
        answer = self.transmit(_GET_IDENTIFIER)
        return answer.data if answer.ok else b""

    def read(self, file: ElementaryFile) -> bytes:
        """A whole file of what is selected.

        Raises:
            WayBlockedError: it cannot be read.
        """
        try:
            return read_file(self.channel, file)
        except ChipError:
            raise WayBlockedError(f"read EF.{file.name}", None) from None

    def infos(self) -> list[SecurityInfo]:
        """What data group 14 says.

        Raises:
            WayBlockedError: it cannot be read.
        """
        content = self.read(ElementaryFile.DG14)
        try:
            with well_formed("DG14"):
                return parse_security_infos(content_of(ElementaryFile.DG14, content))
        except ChipError:
            raise WayBlockedError("read what DG14 says", None) from None


def problem_of(act: Callable[[], object]) -> str:
    """What our reader of chips found wrong while doing something; empty where nothing was."""
    try:
        act()
    except ChipError as error:
        return str(error)
    return ""


def by_name(file: ElementaryFile) -> CommandApdu:
    """SELECT of a file by its identifier."""
    return CommandApdu(ins=SELECT, p1=0x02, p2=0x0C, data=file.to_bytes(2, "big"))


def by_short_name(file: ElementaryFile) -> CommandApdu:
    """READ BINARY of a file by its short identifier."""
    return CommandApdu(ins=READ_BINARY, p1=_SHORT_NAME | file & 0x1F, le=4)


def read_selected() -> CommandApdu:
    """READ BINARY of the selected file."""
    return CommandApdu(ins=READ_BINARY, le=4)


def with_wrong_digit(password: Password) -> Password:
    """The same but for one digit."""
    if isinstance(password, CanPassword):
        return CanPassword(_other_last(password.number))
    return replace(password, document_number=_other_last(password.document_number))


def _other_last(text: str) -> str:
    return text[:-1] + str((int(text[-1], 36) + 1) % 10)
