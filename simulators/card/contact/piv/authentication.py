"""GENERAL AUTHENTICATE and GENERATE ASYMMETRIC KEY PAIR.

*Source*: NIST SP 800-73-4 part 2, 3.2.4 and 3.3.2. A key reference or algorithm that the card does not know is a wrong
P1-P2 (6A86); a key that it knows and does not hold yet is missing reference data (6A88).
"""

from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contact.piv import administrator, keys
from simulators.card.contact.piv.state import ADMINISTRATOR_KEY, HOLDER_KEYS, key_name
from simulators.card.contact.piv.template import objects_of
from simulators.card.contact.piv.work import Work, require
from simulators.card.refusal import CommandRefusedError

_MECHANISM = 0xAC
_ALGORITHM = 0x80
_SIGNING = {administrator.CHALLENGE, administrator.RESPONSE}


def general_authenticate(work: Work, command: CommandApdu) -> bytes:
    """Sign with a key of the holder, or let the administrator show who he is."""
    if command.p2 == ADMINISTRATOR_KEY:
        objects = objects_of(command.data, administrator.TEMPLATE)
        return administrator.authenticate(work, command.p1, objects)
    require(condition=command.p2 in HOLDER_KEYS, sw=StatusWord.WRONG_P1_P2)
    stored = work.memory.content.keys.get(key_name(command.p2))
    if stored is None:
        raise CommandRefusedError(StatusWord.REFERENCE_DATA_NOT_FOUND)
    key = work.keys.key(stored)
    require(condition=command.p1 == keys.algorithm_of(key), sw=StatusWord.WRONG_P1_P2)
    may = work.rules.may_use_key(command.p2, work.session, work.turn)
    require(condition=may, sw=StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    signature = work.rules.sign(key, _to_sign(objects_of(command.data, administrator.TEMPLATE)))
    return tlv(administrator.TEMPLATE, tlv(administrator.RESPONSE, signature))


def _to_sign(objects: dict[int, bytes]) -> bytes:
    """What stands in the challenge, beside an empty response that asks for the signature."""
    if objects.keys() == _SIGNING and not objects[administrator.RESPONSE]:
        return objects[administrator.CHALLENGE]
    raise CommandRefusedError(StatusWord.WRONG_DATA)


def generate_key_pair(work: Work, command: CommandApdu) -> bytes:
    """Make a new key in a slot; the public half. The old key of the slot is gone."""
    require(condition=command.p1 == 0 and command.p2 in HOLDER_KEYS, sw=StatusWord.WRONG_P1_P2)
    may = work.rules.may_administer(work.session)
    require(condition=may, sw=StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    mechanism = objects_of(command.data, _MECHANISM)
    require(condition=set(mechanism) == {_ALGORITHM} and len(mechanism[_ALGORITHM]) == 1, sw=StatusWord.WRONG_DATA)
    key = keys.generate(mechanism[_ALGORITHM][0], work.draw)
    held = work.memory.content.keys
    work.memory.change(keys={**held, key_name(command.p2): keys.stored(key)})
    return keys.public_template(key)
