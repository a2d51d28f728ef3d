"""What the chip says was signed by whom we trust, and the chip that says it is the one that was issued, not a copy."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from conformance.cards.active_authentication import signs_challenge
from conformance.cards.contactless import ChipUnderTest, by_name, problem_of, read_selected
from conformance.cards.expect import CardExpect, named
from conformance.marks import NotUnderPolicy, proves
from conformance.oracles.documents import is_group_signed, signed_content, signed_groups
from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import MalformedTlvError, find, tlv
from harness.world.events import Reason
from simulators.journey import WayBlockedError
from simulators.phone.chip_reader import der
from simulators.phone.chip_reader.chip_authentication import authenticate_chip, chip_authentication_key
from simulators.phone.chip_reader.files import ElementaryFile, data_group, read_file
from simulators.phone.chip_reader.secure_messaging import SecureMessaging
from simulators.phone.chip_reader.security_infos import (
    ChipAuthenticationInfo,
    ChipAuthenticationPublicKeyInfo,
    PaceInfo,
)

CHALLENGES = (bytes.fromhex("0102030405060708"), bytes.fromhex("F1E2D3C4B5A69788"))
SHORT_CHALLENGE = bytes(7)
TAGS = bytes.fromhex("61 75 63 76 65 66 67 68 69 6A 6B 6C 6D 6E 6F 70")
"""The tags of data groups 1 to 16 in EF.COM."""
ONE_DAY = timedelta(days=1)
TRIPLE_DES = "0.4.0.127.0.7.2.2.3.2.1"
_OFF_CURVE = b"\x04" + bytes(31) + b"\x01" + bytes(31) + b"\x02"


@pytest.fixture
def opened(chip: ChipUnderTest) -> ChipUnderTest:
    """The chip, open."""
    chip.open()
    return chip


def trusted(chip: ChipUnderTest) -> bytes:
    """The certificate of the country signer, PEM."""
    if chip.data.country_signer is None:
        raise WayBlockedError("read the country signer", None)
    return Path(chip.data.country_signer).read_bytes()


def impostor(certificate: bytes) -> bytes:
    """A country signer of the same name with another key, PEM."""
    real = x509.load_pem_x509_certificate(certificate)
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    builder = x509.CertificateBuilder(real.subject, real.subject, key.public_key(), real.serial_number)
    builder = builder.not_valid_before(now - ONE_DAY).not_valid_after(now + ONE_DAY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


@proves("CLS-009", case="EF.SOD under the country signer and under an impostor", needs=["country-signer"])
def test_security_object_verifies_up_to_the_country_signer(opened: ChipUnderTest, expect: CardExpect) -> None:
    security_object = opened.read(ElementaryFile.SOD)
    expect.yes(
        signed_content(security_object, trusted(opened)), what="OpenSSL verifies EF.SOD up to the country signer"
    )
    expect.no(
        signed_content(security_object, impostor(trusted(opened))), what="verifies under the same name with another key"
    )


@proves("CLS-009", case="the hash of each data group", needs=["country-signer"])
def test_every_data_group_is_the_one_that_was_signed(opened: ChipUnderTest, expect: CardExpect) -> None:
    signed = signed_content(opened.read(ElementaryFile.SOD), trusted(opened))
    if not signed:
        raise WayBlockedError("verify EF.SOD", None)
    numbers = signed_groups(signed)
    expect.yes({1, 2} <= numbers, what="data groups 1 and 2 are signed")
    for number in sorted(numbers):
        if file := data_group(number):
            content = expect.works(
                partial(read_file, opened.channel, file), what=f"DG{number}, which is signed, is read"
            )
            expect.yes(is_group_signed(signed, number, content), what=f"OpenSSL computes the signed hash of DG{number}")
            changed = content[:-1] + bytes((content[-1] ^ 1,))
            expect.no(is_group_signed(signed, number, changed), what=f"the hash of DG{number} with one bit changed")


def named_groups(com: bytes) -> frozenset[int]:
    """The numbers of all data groups that EF.COM names."""
    try:
        tags = find(find(com, 0x60) or b"", 0x5C) or b""
    except MalformedTlvError:
        raise WayBlockedError("read what EF.COM names", None) from None
    return frozenset(TAGS.index(tag) + 1 for tag in tags if tag in TAGS)


@proves("CLS-009", case="what EF.COM names", needs=["country-signer"])
def test_every_data_group_that_is_named_is_signed(opened: ChipUnderTest, expect: CardExpect) -> None:
    signed = signed_groups(signed_content(opened.read(ElementaryFile.SOD), trusted(opened)))
    if not signed:
        raise WayBlockedError("verify EF.SOD", None)
    unsigned = sorted(named_groups(opened.read(ElementaryFile.COM)) - signed)
    expect.holds(expected="all are signed", observed=f"without a hash: {unsigned or 'none'}", so=not unsigned)


@proves("CLS-012", case="EF.CardAccess beside DG14", needs=["pace"], required=False)
def test_card_access_agrees_with_what_was_signed(opened: ChipUnderTest, expect: CardExpect) -> None:
    signed = opened.infos()
    opened.begin()
    missing = [info for info in opened.offered() if isinstance(info, PaceInfo) and info not in signed]
    expect.holds(
        expected="every way of PACE of EF.CardAccess stands in DG14",
        observed=f"missing: {missing or 'none'}",
        so=not missing,
    )


def answer_to(chip: ChipUnderTest, challenge: bytes) -> ResponseApdu:
    return chip.send(CommandApdu(ins=0x88, data=challenge, le=256))


def needs_group(chip: ChipUnderTest, file: ElementaryFile) -> None:
    """A card without this data group offers no such proof, and is complete without; one that signed it must have it (CLS-009)."""
    if chip.send(by_name(file)).sw == StatusWord.FILE_NOT_FOUND:
        raise NotUnderPolicy(Reason(code="not_offered", facts={"names": file.name}))


@proves("CLS-010", case="two challenges")
def test_chip_signs_the_challenge_that_it_gets(opened: ChipUnderTest, expect: CardExpect) -> None:
    needs_group(opened, ElementaryFile.DG15)
    key, infos = opened.read(ElementaryFile.DG15), opened.infos()
    answers = [answer_to(opened, challenge) for challenge in CHALLENGES]
    for number, (challenge, answer) in enumerate(zip(CHALLENGES, answers, strict=True), 1):
        expect.done(answer, what=f"challenge {number}")
        so = signs_challenge(answer.data, challenge, dg15=key, infos=infos)
        expect.yes(so, what=f"OpenSSL verifies signature {number} for its challenge")
    crossed = signs_challenge(answers[0].data, CHALLENGES[1], dg15=key, infos=infos)
    expect.no(crossed, what="the first signature holds for the second challenge")


@proves("CLS-010", case="a challenge of 7 bytes")
def test_challenge_of_another_length_is_not_signed(opened: ChipUnderTest, expect: CardExpect) -> None:
    needs_group(opened, ElementaryFile.DG15)
    answer = answer_to(opened, SHORT_CHALLENGE)
    observed = f"{named(answer.sw)}, {len(answer.data)} bytes"
    expect.holds(expected="an error without a signature", observed=observed, so=not answer.ok and not answer.data)


@proves("CLS-010", "CLS-014", case="before access")
def test_challenge_is_not_signed_before_access(chip: ChipUnderTest, expect: CardExpect) -> None:
    chip.select_application()
    answer = answer_to(chip, CHALLENGES[0])
    observed = f"{named(answer.sw)}, {len(answer.data)} bytes"
    expect.holds(expected="an error without a signature", observed=observed, so=not answer.ok and not answer.data)


Way = tuple[ChipAuthenticationInfo, ChipAuthenticationPublicKeyInfo]


def ways(chip: ChipUnderTest) -> list[Way]:
    """Every way of chip authentication that DG14 offers and our reader speaks."""
    needs_group(chip, ElementaryFile.DG14)
    infos = chip.infos()
    keys = [info for info in infos if isinstance(info, ChipAuthenticationPublicKeyInfo)]
    offered = [chip_authentication_key([info, *keys]) for info in infos if isinstance(info, ChipAuthenticationInfo)]
    found = [way for way in offered if way is not None]
    if not found:
        raise NotUnderPolicy(Reason(code="not_offered", facts={"names": "chip authentication"}))
    return found


def authenticate(chip: ChipUnderTest, way: Way) -> None:
    """Open the chip and let it prove itself in this way."""
    chip.open()
    info, key = way
    authenticate_chip(chip.channel, chip.random, info=info, key=key)


@proves("CLS-011", case="a read under the new keys")
def test_chip_goes_on_under_the_keys_that_it_alone_can_make(opened: ChipUnderTest, expect: CardExpect) -> None:
    for way in ways(opened):
        expect.works(partial(authenticate, opened, way), what=f"chip authentication by {way[0].protocol}")
        expect.done(opened.send(by_name(ElementaryFile.DG1)), what="SELECT of DG1 under the new keys")
        expect.done(opened.send(read_selected()), what="READ BINARY under the new keys")


def opened_and_authenticated(chip: ChipUnderTest, way: Way) -> SecureMessaging:
    """Open the chip and let it prove itself; the session that stood before."""
    chip.open()
    before = chip.session
    info, key = way
    if problem_of(lambda: authenticate_chip(chip.channel, chip.random, info=info, key=key)):
        raise WayBlockedError("authenticate the chip", None)
    return before


@proves("CLS-011", case="a read under the old keys")
def test_old_keys_are_gone_after_chip_authentication(opened: ChipUnderTest, expect: CardExpect) -> None:
    for way in ways(opened):
        old = opened_and_authenticated(opened, way)
        opened.channel.session = old
        stood = old.counter
        for ahead in (0, 0, 1):  # the first is met by the new keys, whatever becomes of the old ones
            old.counter = stood + ahead
            answer = opened.transmit(opened.protected(by_name(ElementaryFile.DG1)))
            expect.holds(
                expected="an error without data",
                observed=f"{named(answer.sw)}, {len(answer.data)} bytes",
                so=not answer.ok and not answer.data,
            )


def off_curve(info: ChipAuthenticationInfo) -> list[CommandApdu]:
    """Chip authentication with a point that is not on the curve; for 3DES it is one command."""
    if info.protocol == TRIPLE_DES:
        return [CommandApdu(ins=0x22, p1=0x41, p2=0xA6, data=tlv(0x91, _OFF_CURVE))]
    protocol = tlv(0x80, der.object_identifier_value(info.protocol))
    return [
        CommandApdu(ins=0x22, p1=0x41, p2=0xA4, data=protocol),
        CommandApdu(ins=0x86, data=tlv(0x7C, tlv(0x80, _OFF_CURVE)), le=256),
    ]


@proves("CLS-011", case="a point that is not on the curve")
def test_point_that_is_not_on_the_curve_changes_nothing(opened: ChipUnderTest, expect: CardExpect) -> None:
    for info, _ in ways(opened):
        opened.open()
        answers = [opened.send(command) for command in off_curve(info)]
        refused = answers[-1]
        expect.holds(expected="an error", observed=named(refused.sw), so=refused.sw >> 8 in (0x63, 0x69, 0x6A))
        expect.done(opened.send(by_name(ElementaryFile.DG1)), what="SELECT of DG1 under the keys as they were")
