"""The contactless face of a virtual civil ID card, the chip's side: an electronic document as passports are, read by a phone.

*Source*: ICAO Doc 9303-10 and 9303-11 (8th edition). In order: a reader reads EF.CardAccess, opens the card by PACE (or by
basic access control), selects the application and reads its files within secure messaging. EF.SOD shows that nothing was
changed, active or chip authentication that the chip is no copy.

Left out: extended access (terminal authentication, fingerprints), PACE with other mappings, writing. The key with which a person
signs is out of reach here.

    face = ContactlessFace(memory, random_bytes=os.urandom, delay=time.sleep, save=keep)
    face.power_on()
    face.send(bytes.fromhex("00A4040C07A0000002471001"))
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from harness.protocol.encoding.apdu import CommandApdu, MalformedApduError, ResponseApdu, StatusWord, parse_command
from simulators.card.chip import CardMuteError
from simulators.card.contactless import access_commands, chip_commands, file_commands
from simulators.card.contactless.memory import ContactlessMemory
from simulators.card.contactless.passwords import PasswordGuard
from simulators.card.contactless.refusal import CommandRefusedError
from simulators.card.contactless.rules import ContactlessRules
from simulators.card.contactless.secure_messaging import SECURE, SecureMessaging
from simulators.card.contactless.session import Card, Session

MANAGE_SECURITY_ENVIRONMENT = 0x22
EXTERNAL_AUTHENTICATE = 0x82
GET_CHALLENGE = 0x84
GENERAL_AUTHENTICATE = 0x86
INTERNAL_AUTHENTICATE = 0x88
SELECT = 0xA4
READ_BINARY = 0xB0
READ_BINARY_ODD = 0xB1
_CHANNEL = 0x03
_RESERVED_CLASSES = 0xE0

Handler = Callable[[Card, Session, CommandApdu], ResponseApdu]
_ENVIRONMENTS: dict[int, Handler] = {
    0xC1A4: access_commands.announce_pace,
    0x41A4: chip_commands.announce_agreement,
    0x41A6: chip_commands.set_key,
}


def _general_authenticate(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    if command.p1 or command.p2:
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    if session.pace is not None:
        return access_commands.pace_step(card, session, command, session.pace)
    if session.agreement is None:
        raise CommandRefusedError(StatusWord.CONDITIONS_NOT_SATISFIED)
    if command.cla & access_commands.CHAINED:
        raise CommandRefusedError(StatusWord.CHAINING_NOT_SUPPORTED)
    return chip_commands.agree(card, session, command, session.agreement)


def _manage_security_environment(card: Card, session: Session, command: CommandApdu) -> ResponseApdu:
    environment = _ENVIRONMENTS.get(command.p1 << 8 | command.p2)
    if environment is None:
        raise CommandRefusedError(StatusWord.WRONG_P1_P2)
    return environment(card, session, command)


COMMANDS: Mapping[int, Handler] = MappingProxyType(
    {
        MANAGE_SECURITY_ENVIRONMENT: _manage_security_environment,
        EXTERNAL_AUTHENTICATE: access_commands.external_authenticate,
        GET_CHALLENGE: access_commands.get_challenge,
        GENERAL_AUTHENTICATE: _general_authenticate,
        INTERNAL_AUTHENTICATE: chip_commands.internal_authenticate,
        SELECT: file_commands.select,
        READ_BINARY: file_commands.read_binary,
        READ_BINARY_ODD: file_commands.read_binary_odd,
    }
)


@dataclass(frozen=True, kw_only=True)
class ContactlessPart:
    """What makes the face: its decisions and its commands. A defect replaces one of either."""

    rules: ContactlessRules = field(default_factory=ContactlessRules)
    commands: Mapping[int, Handler] = field(default_factory=lambda: COMMANDS)


class ContactlessFace:
    """A `Chip`: `random_bytes` is its entropy, `delay` waits some seconds, `save` keeps the changed memory."""

    def __init__(
        self,
        memory: ContactlessMemory,
        *,
        random_bytes: Callable[[int], bytes],
        delay: Callable[[float], None],
        save: Callable[[ContactlessMemory], None],
        part: ContactlessPart | None = None,
    ) -> None:
        self._part = part or ContactlessPart()
        rules = self._part.rules
        guard = PasswordGuard(rules.issued(memory), delay=delay, save=save, rules=rules.guessing)
        self._card = Card(guard, random_bytes, rules.may_read)
        self._session: Session | None = None
        self._identifier = b""

    @property
    def memory(self) -> ContactlessMemory:
        """The non-volatile memory as it stands."""
        return self._card.memory

    @property
    def identifier(self) -> bytes:
        """By what a reader tells the card from others in the field, drawn anew whenever it gets power; empty without."""
        return self._identifier

    def power_on(self) -> bytes:
        """Come into the field, with an empty session; the answer to reset as a PC/SC reader makes it up."""
        self._identifier = self._part.rules.draw_identifier(self._card.random_bytes)
        return self.reset()

    def power_off(self) -> None:
        """Leave the field: session and keys are gone."""
        self._session, self._identifier = None, b""

    def reset(self) -> bytes:
        """An empty session; the same answer as `power_on`."""
        self._session = Session()
        return self._part.rules.answer_to_reset(self.memory)

    def send(self, command: bytes) -> bytes:
        """A command APDU in, a response APDU out.

        Raises:
            CardMuteError: the card is outside the field.
        """
        if self._session is None:
            raise CardMuteError("the card is outside the field; power it on first")
        try:
            return self._answered(self._session, command).encode()
        except CommandRefusedError as refused:
            return ResponseApdu(b"", refused.sw).encode()

    def _answered(self, session: Session, raw: bytes) -> ResponseApdu:
        if session.messaging is not None:
            return self._secured(session, session.messaging, raw)
        response = self._carried_out(session, _plain(raw))
        session.renew()
        return response

    def _secured(self, session: Session, messaging: SecureMessaging, raw: bytes) -> ResponseApdu:
        """Whatever is wrong with the protection of a command, or has none, ends the session and is answered without one."""
        rules = self._part.rules
        command = self._protected(session, raw)
        if command is None:
            return self._carried_out(session, _plain(raw))
        try:
            command = messaging.opened(command, rules.messaging)
        except CommandRefusedError:
            self._session = rules.after_breach(session)
            raise
        response = messaging.protected(self._carried_out(session, command), odd=bool(command.ins & 1))
        session.renew()
        return response

    def _protected(self, session: Session, raw: bytes) -> CommandApdu | None:
        """The command still closed; None where it has no protection and is taken nevertheless."""
        rules = self._part.rules
        try:
            command = _parsed(raw)
        except CommandRefusedError:
            self._session = rules.after_breach(session)
            raise
        if command.cla & ~access_commands.CHAINED == SECURE:
            return command
        if rules.takes_plain(command):
            return None
        self._session = rules.after_plain(session)
        raise CommandRefusedError(StatusWord.SECURE_MESSAGING_OBJECTS_MISSING)

    def _carried_out(self, session: Session, command: CommandApdu) -> ResponseApdu:
        try:
            return self._run(session, command)
        except CommandRefusedError as refused:
            session.interrupt()
            return ResponseApdu(b"", refused.sw)

    def _run(self, session: Session, command: CommandApdu) -> ResponseApdu:
        # the one command of several steps: it knows its own order, and every other ends what it began
        if command.ins != GENERAL_AUTHENTICATE:
            session.interrupt()
        found = self._part.commands.get(command.ins)
        if found is None:
            raise CommandRefusedError(StatusWord.INSTRUCTION_NOT_SUPPORTED)
        if command.cla & access_commands.CHAINED and command.ins != GENERAL_AUTHENTICATE:
            raise CommandRefusedError(StatusWord.CHAINING_NOT_SUPPORTED)
        return found(self._card, session, command)


def _plain(raw: bytes) -> CommandApdu:
    """A command outside secure messaging."""
    command = _parsed(raw)
    if command.cla & _RESERVED_CLASSES:
        raise CommandRefusedError(StatusWord.CLASS_NOT_SUPPORTED)
    if command.cla & _CHANNEL:
        raise CommandRefusedError(StatusWord.CHANNEL_NOT_SUPPORTED)
    if command.cla & SECURE:
        # there are no keys, so nothing of it can be read
        raise CommandRefusedError(StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    return command


def _parsed(raw: bytes) -> CommandApdu:
    try:
        return parse_command(raw)
    except MalformedApduError as error:
        raise CommandRefusedError(StatusWord.WRONG_LENGTH) from error
