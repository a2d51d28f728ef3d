"""A card with another applet than PIV: the same services under another identifier, with other references and tags.

It is made of our own card by translation; the suites know it by the profile of its target file alone.
"""

from dataclasses import replace

from harness.protocol.encoding.apdu import CommandApdu, MalformedApduError, parse_command
from simulators.card.chip import Chip
from simulators.card.contact.piv.state import AID

APPLICATION = bytes.fromhex("F0484157495941000102")
REFERENCES = {0x01: 0x80, 0x02: 0x81, 0x0A: 0x9A, 0x0C: 0x9C, 0x0B: 0x9B}
TAGS = {
    "DF1101": "5FC102",
    "DF1102": "5FC107",
    "DF1105": "5FC105",
    "DF110A": "5FC10A",
    "DF1109": "5FC109",
    "DF1108": "5FC108",
}
UNKNOWN = 0x85
_BY_REFERENCE = (0x20, 0x24, 0x2C, 0x47, 0x87)
_OBJECTS = (0xCB, 0xDB)

PROFILE = f"""
[card.profile]
name = "another applet"
version = "1"
application = "{APPLICATION.hex().upper()}"
pin_reference = 0x01
puk_reference = 0x02
authentication_key = {{ reference = 0x0A, certificate = "DF1105" }}
signature_key = {{ reference = 0x0C, certificate = "DF110A" }}
administrator_reference = 0x0B
public_objects = ["DF1101", "DF1102", "DF1105", "DF110A"]
protected_objects = ["DF1109", "DF1108"]
absent_object = "DF11FE"
"""


class OtherApplet:
    """A `Chip`: our card, spoken to in the terms of another applet."""

    def __init__(self, chip: Chip) -> None:
        self._chip = chip

    def power_on(self) -> bytes:
        return self._chip.power_on()

    def power_off(self) -> None:
        self._chip.power_off()

    def reset(self) -> bytes:
        return self._chip.reset()

    def send(self, command: bytes) -> bytes:
        try:
            parsed = parse_command(command)
        except MalformedApduError:
            return self._chip.send(command)
        return self._chip.send(_translated(parsed).encode())


def _translated(command: CommandApdu) -> CommandApdu:
    if command.ins == 0xA4:
        name = command.data
        other = (
            AID[: len(name)]
            if name and APPLICATION.startswith(name)
            else b"\xff" + name
            if name == AID[: len(name)]
            else name
        )
        return replace(command, data=other)
    if command.ins in _BY_REFERENCE:
        return replace(
            command, p2=REFERENCES.get(command.p2, UNKNOWN if command.p2 in REFERENCES.values() else command.p2)
        )
    if command.ins in _OBJECTS:
        tag = command.data[2:5].hex().upper()
        if tag in TAGS:
            return replace(command, data=command.data[:2] + bytes.fromhex(TAGS[tag]) + command.data[5:])
        if tag in TAGS.values():
            return replace(command, data=command.data[:2] + bytes.fromhex("5FC1FE") + command.data[5:])
    return command
