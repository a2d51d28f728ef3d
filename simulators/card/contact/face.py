"""The contact face as a chip: power, resets, framing, chaining and answers around the applets.

    face = ContactFace([PivApplet(...)])
    face.power_on()
    face.send(bytes.fromhex("00A4040005A000000308"))

Whatever bytes come, an answer ends in a status word; only a card without power is mute. Power off and reset end
everything volatile: the current application and its security status, a chain, and an answer that was not fetched.
"""

from collections.abc import Sequence

from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from simulators.card.chip import CardMuteError
from simulators.card.contact.applet import Applet
from simulators.card.contact.atr import answer_to_reset
from simulators.card.contact.shell import GET_RESPONSE, NOTHING_HELD, SELECT, Held, ShellRules
from simulators.card.refusal import CommandRefusedError


class ContactFace:
    """A `Chip` with these applets; none is selected after a reset."""

    def __init__(self, applets: Sequence[Applet], *, rules: ShellRules | None = None) -> None:
        self._applets = tuple(applets)
        self._rules = rules or ShellRules()
        self._powered = False
        self._current: Applet | None = None
        self._held = NOTHING_HELD
        self._turn = 0

    def power_on(self) -> bytes:
        """Give power; the answer to reset."""
        self._forget()
        self._powered = True
        return answer_to_reset()

    def power_off(self) -> None:
        """Take power away."""
        self._forget()
        self._powered = False

    def reset(self) -> bytes:
        """Reset with power kept; the answer to reset.

        Raises:
            CardMuteError: the card has no power.
        """
        if not self._powered:
            raise CardMuteError
        self._forget()
        return answer_to_reset()

    def send(self, command: bytes) -> bytes:
        """Send a command; the answer. See `Chip.send`."""
        if not self._powered:
            raise CardMuteError
        try:
            return self._answer(bytes(command)).encode()
        except CommandRefusedError as refusal:
            return ResponseApdu(b"", refusal.sw).encode()
        except CardMuteError:
            self.power_off()
            raise
        except Exception:  # noqa: BLE001 - the outermost shell of a card, which answers whatever happens inside
            return ResponseApdu(b"", StatusWord.NO_PRECISE_DIAGNOSIS).encode()

    def _answer(self, raw: bytes) -> ResponseApdu:
        held, self._held = self._held, NOTHING_HELD  # whoever continues it puts it back
        continues = False
        try:
            command = self._rules.read_command(raw)
            self._rules.check_class(command.cla)
            held = self._rules.carry_over(held, command)
            if command.ins == GET_RESPONSE:
                self._rules.check_fetch(held, command)
                continues = True
                return self._part(held.answer, command.le)
            continues = held.chain is not None
        finally:
            self._turn += not continues
        return self._linked(held.chain, command)

    def _linked(self, chain: CommandApdu | None, command: CommandApdu) -> ResponseApdu:
        if command.ins != SELECT:
            self._rules.check_instruction(self._current, command)
        whole = self._rules.link(chain, command)
        if not self._rules.is_last(command):
            self._held = Held(chain=whole)
            return ResponseApdu(b"", StatusWord.OK)
        return self._part(self._carried_out(whole), whole.le)

    def _carried_out(self, command: CommandApdu) -> bytes:
        if command.ins == SELECT:
            return self._select(command)
        if self._current is None:
            raise CommandRefusedError(StatusWord.INSTRUCTION_NOT_SUPPORTED)
        return self._current.process(command, turn=self._turn)

    def _select(self, command: CommandApdu) -> bytes:
        self._rules.check_selection(command)
        found = self._rules.find_applet(self._applets, command.data)
        again = found is self._current
        if self._current is not None and not again:
            self._current.deselect()
        self._current = found
        return found.select(again=again)

    def _part(self, answer: bytes, le: int | None) -> ResponseApdu:
        now, waiting = self._rules.cut(answer, le)
        if waiting:
            self._held = Held(answer=waiting)
        return ResponseApdu(now, self._rules.success(waiting))

    def _forget(self) -> None:
        self._held = self._rules.held_after_reset(self._held)
        self._current = None
        self._turn = 0
        for applet in self._applets:
            applet.reset()
