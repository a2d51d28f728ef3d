"""The line to a chip: plain at first, protected once a session stands.

The channel keeps the last bytes that went each way, so that a conformance test can send them again or alter them.
"""

from harness.protocol.encoding.apdu import CommandApdu, MalformedApduError, ResponseApdu, parse_response
from harness.world.reader import Reader
from simulators.phone.chip_reader.errors import ChipAnswerError
from simulators.phone.chip_reader.secure_messaging import SecureMessaging

_NO_STATUS = 0


class Channel:
    """Commands to the chip in a reader; `session` protects them where there is one."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.session: SecureMessaging | None = None
        self.last_command = b""
        self.last_response = b""

    def send(self, command: CommandApdu) -> ResponseApdu:
        """Send a command, protected where a session stands; the answer in clear, whatever its status word.

        Raises:
            ChipAnswerError: the answer has no status word.
            SecureMessagingError: the answer is not protected as it must be.
            CardLostError: no answer came.
        """
        session = self.session
        sent = session.wrap(command) if session else command
        answer = self.transmit(sent.encode())
        return session.unwrap(answer) if session else answer

    def demand(self, command: CommandApdu, *, step: str) -> bytes:
        """Send a command that must succeed; the data of the answer.

        Raises:
            ChipAnswerError: any other status word than 9000.
            SecureMessagingError: as `send`.
            CardLostError: as `send`.
        """
        answer = self.send(command)
        if not answer.ok:
            raise ChipAnswerError(step, answer.sw)
        return answer.data

    def transmit(self, command: bytes) -> ResponseApdu:
        """Send bytes as they are, past the session: for a test that alters or repeats them.

        Raises:
            ChipAnswerError: the answer has no status word.
            CardLostError: no answer came.
        """
        self.last_command = command
        self.last_response = self._reader.transmit(command)
        try:
            return parse_response(self.last_response)
        except MalformedApduError as error:
            raise ChipAnswerError(f"command {command[:4].hex()}", _NO_STATUS) from error
