"""SecurityInfos: those we know are read, others are passed over, and the ways of this reader are chosen from them."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness.protocol.encoding.apdu import parse_command
from harness.protocol.encoding.ber_tlv import Tlv, parse, tlv
from simulators.entropy import Entropy
from simulators.phone.chip_reader import (
    CanPassword,
    CardNotSupportedError,
    ChipAnswerError,
    ChipClonedError,
    ChipDataInvalidError,
)
from simulators.phone.chip_reader.active_authentication import verify_active_authentication
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.chip_authentication import authenticate_chip, chip_authentication_key
from simulators.phone.chip_reader.der import object_identifier_value
from simulators.phone.chip_reader.key_derivation import triple_des_keys
from simulators.phone.chip_reader.pace import open_by_pace, pace_infos
from simulators.phone.chip_reader.security_infos import (
    ActiveAuthenticationInfo,
    ChipAuthenticationInfo,
    PaceInfo,
    parse_security_infos,
)
from simulators.phone.chip_reader.session_cipher import TripleDesCipher, pad

PACE = "0.4.0.127.0.7.2.2.4.2.2"
CHIP_3DES, CHIP_AES = "0.4.0.127.0.7.2.2.3.2.1", "0.4.0.127.0.7.2.2.3.2.2"
PUBLIC_KEY = "0.4.0.127.0.7.2.2.1.2"
ACTIVE = "2.23.136.1.1.5"
ENTROPY = Entropy(14)


def number(value: int) -> bytes:
    return tlv(0x02, bytes((value,)))


def info(protocol: str, *rest: bytes) -> bytes:
    return tlv(0x30, tlv(0x06, object_identifier_value(protocol)), *rest)


def infos(*each: bytes):
    return parse_security_infos(tlv(0x31, *each))


def key(label: str) -> bytes:
    public = ENTROPY.p256_private_key(label).public_key()
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def test_known_infos_are_read_and_others_passed_over():
    found = infos(
        info("1.2.3", number(1)),
        info(PACE, number(2), number(12)),
        info(CHIP_AES, number(1)),
        info(ACTIVE, number(1), tlv(0x06, object_identifier_value("0.4.0.127.0.7.1.1.4.1.3"))),
    )
    assert found == [
        PaceInfo(PACE, 2, 12),
        ChipAuthenticationInfo(CHIP_AES, 1),
        ActiveAuthenticationInfo(1, "0.4.0.127.0.7.1.1.4.1.3"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        tlv(0x30, info(PACE, number(2))),
        tlv(0x31, info(PACE)),
        tlv(0x31, info(PACE, tlv(0x04, b"\x02"))),
        tlv(0x31, info(ACTIVE, number(1))),
        tlv(0x31, info(PUBLIC_KEY, tlv(0x30))),
        tlv(0x31, info(PACE, number(2))) + b"\0\0",
    ],
    ids=["no set", "no version", "version is no number", "no algorithm", "no key", "something behind"],
)
def test_malformed_infos_are_refused(data):
    with pytest.raises(ValueError):  # noqa: PT011 - each has a sentence of its own
        parse_security_infos(data)


@pytest.mark.parametrize(
    ("protocol", "version", "parameter"),
    [("0.4.0.127.0.7.2.2.4.2.4", 2, 12), (PACE, 1, 12), (PACE, 2, 13)],
    ids=["AES-256", "version 1", "another curve"],
)
def test_pace_that_this_reader_does_not_speak_is_not_chosen(protocol, version, parameter):
    offered = infos(info(protocol, number(version), number(parameter)))
    assert pace_infos(offered) == []
    assert pace_infos(infos(info(PACE, number(2), number(12)))) == [PaceInfo(PACE, 2, 12)]
    with pytest.raises(CardNotSupportedError):
        open_by_pace(
            Channel(OneStepChip("unused")), CanPassword("123456"), ENTROPY.stream("phone").randbytes, infos=offered
        )


def test_the_key_that_an_info_names_is_chosen():
    offered = infos(
        info(CHIP_AES, number(1), number(7)),
        info(PUBLIC_KEY, key("five"), number(5)),
        info(PUBLIC_KEY, key("seven"), number(7)),
    )
    chosen = chip_authentication_key(offered)
    assert chosen is not None
    assert chosen[0].key_id == chosen[1].key_id == 7
    assert chosen[1].key == ENTROPY.p256_private_key("seven").public_key()


def test_no_key_or_another_version_is_no_chip_authentication():
    assert (
        chip_authentication_key(infos(info(CHIP_AES, number(1), number(7)), info(PUBLIC_KEY, key("a"), number(5))))
        is None
    )
    assert chip_authentication_key(infos(info(CHIP_AES, number(2)), info(PUBLIC_KEY, key("a")))) is None


class Answering:
    """A reader that answers in order, whatever it is asked."""

    name = "answering"

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    def transmit(self, command: bytes) -> bytes:  # noqa: ARG002 - it answers anything
        return bytes.fromhex(self.answers.pop(0))

    def connect(self) -> bytes:
        return b""

    reset = power_cycle = connect

    def disconnect(self, *, reset: bool = True) -> None: ...


@pytest.mark.parametrize("point", ["04" + "00" * 64, "00", "02" + "11" * 32])
def test_a_mapping_key_that_is_no_point_of_the_curve_ends_pace(point):
    mapping = tlv(0x7C, tlv(0x82, bytes.fromhex(point))).hex()
    card = Answering("9000", "7C128010" + "11" * 16 + "9000", mapping + "9000")
    offered = infos(info(PACE, number(2), number(12)))
    with pytest.raises(ChipAnswerError):
        open_by_pace(Channel(card), CanPassword("123456"), ENTROPY.stream("phone").randbytes, infos=offered)
    assert not card.answers


@pytest.mark.parametrize("answer", ["6300", "9000", "00" * 64 + "9000", "11" * 65 + "9000"])
def test_active_authentication_without_a_right_signature_exposes_a_clone(answer):
    algorithm = info(ACTIVE, number(1), tlv(0x06, object_identifier_value("0.4.0.127.0.7.1.1.4.1.3")))
    with pytest.raises(ChipClonedError) as cloned:
        verify_active_authentication(
            Channel(Answering(answer)), ENTROPY.stream("a").randbytes, dg15=tlv(0x6F, key("aa")), infos=infos(algorithm)
        )
    assert cloned.value.how == "active_authentication"


@pytest.mark.parametrize("algorithm", [None, "0.4.0.127.0.7.1.1.4.1.1", "1.2.3"], ids=["none", "SHA-1", "unknown"])
def test_active_authentication_with_an_algorithm_that_is_not_known_is_invalid(algorithm):
    named = [] if algorithm is None else [info(ACTIVE, number(1), tlv(0x06, object_identifier_value(algorithm)))]
    with pytest.raises(ChipDataInvalidError) as invalid:
        verify_active_authentication(
            Channel(Answering()), ENTROPY.stream("a").randbytes, dg15=tlv(0x6F, key("aa")), infos=infos(*named)
        )
    assert invalid.value.file == "DG14"


class OneStepChip:
    """A chip that knows MSE:SET KAT with the key of this label, and one protected answer."""

    name = "one step"

    def __init__(self, label: str) -> None:
        self.private = ENTROPY.p256_private_key(label)
        self.seen: list[Tlv] = []
        self.cipher: TripleDesCipher | None = None

    def transmit(self, command: bytes) -> bytes:
        if self.cipher:
            status = bytes.fromhex("99029000")
            return status + tlv(0x8E, self.cipher.mac((2).to_bytes(8, "big") + pad(status, 8))) + b"\x90\x00"
        apdu = parse_command(command)
        assert (apdu.ins, apdu.p1, apdu.p2) == (0x22, 0x41, 0xA6)
        self.seen = parse(apdu.data)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), self.seen[0].value)
        self.cipher = TripleDesCipher(triple_des_keys(self.private.exchange(ec.ECDH(), theirs)))
        return b"\x90\x00"

    def connect(self) -> bytes:
        return b""

    reset = power_cycle = connect

    def disconnect(self, *, reset: bool = True) -> None: ...


def run_one_step(chip: OneStepChip) -> Channel:
    chosen = chip_authentication_key(
        infos(info(CHIP_3DES, number(1), number(3)), info(PUBLIC_KEY, key("chip"), number(3)))
    )
    assert chosen is not None
    channel = Channel(chip)
    authenticate_chip(channel, ENTROPY.stream("phone").randbytes, info=chosen[0], key=chosen[1])
    return channel


def test_chip_authentication_with_3des_takes_one_step():
    chip = OneStepChip("chip")
    assert run_one_step(chip).session is not None
    assert [each.tag for each in chip.seen] == [0x91, 0x84]
    assert chip.seen[1].value == b"\x03"


def test_chip_authentication_with_3des_exposes_a_chip_with_another_key():
    with pytest.raises(ChipClonedError) as cloned:
        run_one_step(OneStepChip("clone"))
    assert cloned.value.how == "chip_authentication"
