"""The administrator shows who he is by a symmetric key (9B): by an answered challenge, or each to the other.

*Source*: NIST SP 800-73-4 part 2, 3.2.4 and appendix A.1; SP 800-78-4 (algorithms). The three forms of the dynamic
authentication template 7C:

    81 empty                    the card answers 81 challenge; the answer 82, enciphered challenge, shows the administrator
    80 empty                    the card answers 80 enciphered witness
    80 witness, 81 challenge    the card answers 82 enciphered challenge, and both have shown themselves

The card never enciphers for somebody who has not first deciphered its own witness, so it is no oracle.
"""

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES

from harness.protocol.encoding.apdu import StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.card.contact.piv.state import CIPHERS, Challenge
from simulators.card.contact.piv.work import Work, require
from simulators.card.memory import AdministratorKey
from simulators.card.refusal import CommandRefusedError

TEMPLATE = 0x7C
WITNESS = 0x80
CHALLENGE = 0x81
RESPONSE = 0x82


def authenticate(work: Work, algorithm: int, objects: dict[int, bytes]) -> bytes:
    """One step; the data of the answer."""
    key = work.memory.content.administrator
    require(condition=CIPHERS.get(algorithm) == key.cipher, sw=StatusWord.WRONG_P1_P2)
    match objects:
        case {0x81: b"", **rest} if not rest:
            return _ask(work, key, mutual=False)
        case {0x80: b"", **rest} if not rest:
            return _ask(work, key, mutual=True)
        case {0x82: answer, **rest} if answer and not rest:
            return _judge(work, answer, mutual=False)
        case {0x80: witness, 0x81: challenge, **rest} if rest in ({}, {RESPONSE: b""}):
            require(condition=len(challenge) == _block_bytes(key), sw=StatusWord.WRONG_DATA)
            _judge(work, witness, mutual=True)
            return tlv(TEMPLATE, tlv(RESPONSE, encipher(key, challenge)))
    raise CommandRefusedError(StatusWord.WRONG_DATA)


def encipher(key: AdministratorKey, block: bytes) -> bytes:
    """One block in ECB mode."""
    step = Cipher(_algorithm(key), modes.ECB()).encryptor()  # noqa: S305 - one random block, as the standard has it
    return step.update(block) + step.finalize()


def decipher(key: AdministratorKey, block: bytes) -> bytes:
    """One block in ECB mode; the other way round."""
    step = Cipher(_algorithm(key), modes.ECB()).decryptor()  # noqa: S305 - as above
    return step.update(block) + step.finalize()


def _ask(work: Work, key: AdministratorKey, *, mutual: bool) -> bytes:
    secret = work.rules.draw_challenge(work.draw, _block_bytes(key))
    expected, asked = (secret, encipher(key, secret)) if mutual else (encipher(key, secret), secret)
    challenge = Challenge(answer=expected, turn=work.turn + 1, mutual=mutual)
    work.session = work.rules.after_challenge(work.session, challenge)
    return tlv(TEMPLATE, tlv(WITNESS if mutual else CHALLENGE, asked))


def _judge(work: Work, answer: bytes, *, mutual: bool) -> bytes:
    asked = work.session.challenge
    shown = asked is not None and asked.mutual is mutual and work.rules.is_same(asked.answer, answer)
    work.session = work.rules.after_administrator(work.session, shown=shown)
    require(condition=shown, sw=StatusWord.SECURITY_STATUS_NOT_SATISFIED)
    return b""


def _algorithm(key: AdministratorKey) -> BlockCipherAlgorithm:
    return TripleDES(key.value) if key.cipher == "3des" else AES(key.value)


def _block_bytes(key: AdministratorKey) -> int:
    return _algorithm(key).block_size // 8
