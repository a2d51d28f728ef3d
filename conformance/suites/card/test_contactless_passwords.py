"""What is printed on the card opens its chip and nothing else does; guessing is slow; every challenge is fresh."""

from itertools import pairwise

from conformance.cards.contactless import (
    GET_CHALLENGE,
    Attempt,
    ChipUnderTest,
    by_name,
    read_selected,
    with_wrong_digit,
)
from conformance.cards.expect import CardExpect, named
from conformance.cards.target import Access
from conformance.marks import proves
from harness.protocol.encoding.apdu import CommandApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv
from simulators.journey import WayBlockedError
from simulators.phone.chip_reader.files import ElementaryFile
from simulators.phone.chip_reader.passwords import CanPassword, Password

FRESH = 100
WRONG_TRIES = 4
MANY_WRONG_TRIES = 20
LONGER_S = 0.1
"""What counts as a longer answer; less may be the reader."""
_MORE_SECURE = range(0x6900, 0x6A00)
_NOT_THE_PASSWORD = (StatusWord.NOTHING_CHANGED, *range(0x63C0, 0x63D0))


def opened(attempt: Attempt, expect: CardExpect, *, what: str) -> None:
    expect.holds(expected=f"{what}: open", observed=named(attempt.sw), so=attempt.opened)


def refused(attempt: Attempt, expect: CardExpect, *, access: Access = "PACE") -> None:
    """A wrong password is answered 6300, with a counter or without; by BAC also 69xx."""
    words = _NOT_THE_PASSWORD if access == "PACE" else (*_NOT_THE_PASSWORD, *_MORE_SECURE)
    expected = "wrong password: 6300" if access == "PACE" else "wrong password: 6300 or 69xx"
    expect.holds(expected=expected, observed=named(attempt.sw), so=attempt.sw in words and not attempt.opened)


def closed(chip: ChipUnderTest, expect: CardExpect) -> None:
    """Nothing can be read in clear, and there is no session in which it could be."""
    chip.select_application()
    chip.transmit(by_name(ElementaryFile.DG1))
    read = chip.transmit(read_selected())
    expect.holds(expected="DG1 cannot be read", observed=f"{named(read.sw)}, {len(read.data)} bytes", so=shut(read.sw))


def shut(sw: int) -> bool:
    return sw in _MORE_SECURE or sw == StatusWord.FILE_NOT_FOUND


@proves("CLS-002", "CLS-001", case="right password")
def test_right_password_opens_the_chip(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    opened(chip.attempt(access=access), expect, what="right password")
    expect.done(chip.send(by_name(ElementaryFile.DG1)), what="SELECT of DG1")
    read = expect.done(chip.send(read_selected()), what="READ BINARY")
    expect.equal(len(read.data), 4, what="bytes of DG1:")


@proves("CLS-002", case="zone wrong in one digit", needs=["zone"])
def test_wrong_zone_opens_nothing(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    refused(chip.attempt(with_wrong_digit(chip.zone), access=access), expect, access=access)
    closed(chip, expect)
    opened(chip.attempt(chip.zone, access=access), expect, what="right zone")


@proves("CLS-002", "CLS-013", case="access number wrong in one digit", needs=["access-number"], required=False)
def test_wrong_access_number_opens_nothing(chip: ChipUnderTest, expect: CardExpect) -> None:
    refused(chip.attempt(with_wrong_digit(chip.access_number), access="PACE"), expect)
    closed(chip, expect)
    opened(chip.attempt(chip.access_number, access="PACE"), expect, what="right access number")


@proves("CLS-013", case="PACE with the zone", needs=["pace", "zone"], required=False)
def test_zone_opens_by_pace(chip: ChipUnderTest, expect: CardExpect) -> None:
    opened(chip.attempt(chip.zone, access="PACE"), expect, what="PACE with the zone")
    expect.done(chip.send(by_name(ElementaryFile.DG1)), what="SELECT of DG1")


@proves("CLS-013", case="PACE with the access number", needs=["access-number"], required=False)
def test_access_number_opens_by_pace(chip: ChipUnderTest, expect: CardExpect) -> None:
    opened(chip.attempt(chip.access_number, access="PACE"), expect, what="PACE with the access number")
    expect.done(chip.send(by_name(ElementaryFile.DG1)), what="SELECT of DG1")


class AccessNumberAsZone(CanPassword):
    """The access number under the reference of the zone."""

    reference = 0x01


class UnknownPassword(CanPassword):
    """The access number under a reference that no password has."""

    reference = 0x07


@proves("CLS-013", case="access number under the reference of the zone", needs=["access-number"], required=False)
def test_access_number_is_no_zone(chip: ChipUnderTest, expect: CardExpect) -> None:
    refused(chip.attempt(AccessNumberAsZone(chip.access_number.number), access="PACE"), expect)
    closed(chip, expect)


@proves("CLS-013", case="reference of no password", needs=["access-number"], required=False)
def test_unknown_reference_is_refused(chip: ChipUnderTest, expect: CardExpect) -> None:
    attempt = chip.attempt(UnknownPassword(chip.access_number.number), access="PACE")
    words = (StatusWord.WRONG_DATA, StatusWord.REFERENCE_DATA_NOT_FOUND)
    expect.holds(expected="6A80 or 6A88", observed=named(attempt.sw), so=attempt.sw in words and not attempt.opened)
    closed(chip, expect)


@proves("CLS-003", case="wrong passwords one after the other")
def test_wrong_passwords_make_the_next_try_wait(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    opened(chip.attempt(access=access), expect, what="right password")
    wrong = with_wrong_digit(chip.password)
    took = [chip.attempt(wrong, access=access).took_s for _ in range(WRONG_TRIES)]
    shown = ", ".join(f"{each:.2f}" for each in took)
    grows = all(later > earlier - LONGER_S for earlier, later in pairwise(took))
    longer = took[-1] > took[0] + LONGER_S
    expect.holds(
        expected="each try takes no less than the one before, the last longer",
        observed=f"{shown} s",
        so=grows and longer,
    )


@proves("CLS-003", case="right password after wrong ones, then again")
def test_right_password_ends_the_waiting(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    took = [chip.attempt(with_wrong_digit(chip.password), access=access).took_s for _ in range(WRONG_TRIES)]
    opened(chip.attempt(access=access), expect, what="right password after wrong ones")
    again = chip.attempt(access=access)
    opened(again, expect, what="right password again")
    expect.holds(
        expected=f"less than the {took[-1]:.2f} s of the last wrong try",
        observed=f"{again.took_s:.2f} s",
        so=again.took_s < took[-1] - LONGER_S or took[-1] < LONGER_S,
    )


@proves("CLS-003", case="20 wrong passwords, then the right one", needs=["blocking"], required=False)
def test_no_number_of_wrong_passwords_blocks_the_chip(access: Access, chip: ChipUnderTest, expect: CardExpect) -> None:
    wrong = with_wrong_digit(chip.password)
    for _ in range(MANY_WRONG_TRIES):
        chip.attempt(wrong, access=access)
    opened(chip.attempt(access=access), expect, what=f"right password after {MANY_WRONG_TRIES} wrong ones")


def challenge(chip: ChipUnderTest) -> bytes:
    chip.begin()
    chip.select_application()
    return chip.transmit(CommandApdu(ins=GET_CHALLENGE, le=8)).data


@proves("CLS-007", case="100 challenges of BAC", needs=["bac"], required=False)
def test_no_challenge_comes_twice(chip: ChipUnderTest, expect: CardExpect) -> None:
    seen = [challenge(chip) for _ in range(FRESH)]
    expect.equal({len(each) for each in seen}, {8}, what="bytes of a challenge:")
    expect.equal(len(set(seen)), FRESH, what="different challenges:")


@proves("CLS-007", case="challenges one after the other, with power kept", needs=["bac"], required=False)
def test_next_challenge_is_another(chip: ChipUnderTest, expect: CardExpect) -> None:
    seen = [challenge(chip), *(chip.transmit(CommandApdu(ins=GET_CHALLENGE, le=8)).data for _ in range(4))]
    expect.equal(len(set(seen)), len(seen), what="different challenges:")


@proves("CLS-007", case="100 nonces of PACE", needs=["pace"], required=False)
def test_no_nonce_comes_twice(chip: ChipUnderTest, expect: CardExpect) -> None:
    seen = [nonce(chip, chip.password) for _ in range(FRESH)]
    expect.holds(
        expected="nonces", observed=f"the shortest has {min(map(len, seen))} bytes", so=min(map(len, seen)) > 8
    )
    expect.equal(len(set(seen)), FRESH, what="different nonces:")


def nonce(chip: ChipUnderTest, password: Password) -> bytes:
    """The encrypted nonce of a new run; the key that encrypts it is the same in every run."""
    chip.begin()
    protocol = bytes.fromhex("04007F00070202040202")
    announced = tlv(0x80, protocol) + tlv(0x83, bytes((password.reference,)))
    chip.transmit(CommandApdu(ins=0x22, p1=0xC1, p2=0xA4, data=announced))
    answer = chip.transmit(CommandApdu(cla=0x10, ins=0x86, data=tlv(0x7C), le=256))
    if not answer.ok:
        raise WayBlockedError("begin PACE", None)
    return answer.data


def recorded_answer(chip: ChipUnderTest) -> bytes:
    """The bytes by which a reader that knows the zone opened the chip in a run that is over."""
    chip.open(chip.zone, access="BAC")
    return chip.channel.last_command


@proves("CLS-007", case="recorded answer after a new challenge", needs=["bac"], required=False)
def test_recorded_answer_opens_nothing_after_a_new_challenge(chip: ChipUnderTest, expect: CardExpect) -> None:
    recorded = recorded_answer(chip)
    challenge(chip)
    rejected(chip, recorded, expect, what="recorded answer")


@proves("CLS-007", case="answer without a challenge", needs=["bac"], required=False)
def test_recorded_answer_opens_nothing_without_a_challenge(chip: ChipUnderTest, expect: CardExpect) -> None:
    recorded = recorded_answer(chip)
    chip.begin()
    chip.select_application()
    rejected(chip, recorded, expect, what="recorded answer")


@proves("CLS-007", case="right answer to a challenge that a wrong one spent", needs=["bac"], required=False)
def test_spent_challenge_is_not_taken_again(chip: ChipUnderTest, expect: CardExpect) -> None:
    right = chip.answer_to(challenge(chip))
    wrong = right[:-2] + bytes((right[-2] ^ 1,)) + right[-1:]
    first, second = chip.transmit(wrong), chip.transmit(right)
    for answer, what in ((first, "answer with one bit altered"), (second, "right answer to the spent challenge")):
        so = answer.sw in (*_NOT_THE_PASSWORD, *_MORE_SECURE) and not answer.data
        expect.holds(expected=f"{what}: 6300 or 69xx", observed=named(answer.sw), so=so)
    closed(chip, expect)


@proves("CLS-007", case="a challenge and the answer to it", needs=["bac"], required=False)
def test_fresh_challenge_takes_its_answer(chip: ChipUnderTest, expect: CardExpect) -> None:
    expect.done(chip.transmit(chip.answer_to(challenge(chip))), what="EXTERNAL AUTHENTICATE")


def rejected(chip: ChipUnderTest, command: bytes, expect: CardExpect, *, what: str) -> None:
    answer = chip.transmit(command)
    words = (*_NOT_THE_PASSWORD, *_MORE_SECURE)
    expect.holds(expected=f"{what}: 6300 or 69xx", observed=named(answer.sw), so=answer.sw in words and not answer.data)
    closed(chip, expect)
