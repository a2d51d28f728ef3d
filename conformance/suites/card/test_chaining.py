"""Commands in blocks and answers in parts: what is begun is ended by its own kind, and leaves no trace otherwise."""

import pytest

from conformance.cards.card import CHAINING, GET_RESPONSE, READ, VERIFY, CardUnderTest, signature_of
from conformance.cards.expect import CardExpect
from conformance.cards.signing import block_of, certificate_of
from conformance.cards.target import KeyProfile
from conformance.marks import proves
from conformance.oracles.signatures import signature_holds
from harness.protocol.encoding.apdu import CommandApdu, ResponseApdu, StatusWord
from harness.protocol.encoding.ber_tlv import tlv

SIGN = 0x87
MESSAGE = b"to be signed"
_BLOCK = 255
_TOO_LONG = 300


def sign_template(key: KeyProfile) -> bytes:
    return tlv(0x7C, tlv(0x82), tlv(0x81, block_of(key, MESSAGE)))


def block(card: CardUnderTest, data: bytes, *, last: bool = False) -> ResponseApdu:
    key = card.data.profile.authentication_key
    command = CommandApdu(
        cla=0 if last else CHAINING, ins=SIGN, p1=key.algorithm, p2=key.reference, data=data, le=256 if last else None
    )
    return card.whole(card.send(command))


def signs(card: CardUnderTest, response: ResponseApdu) -> bool:
    certificate = certificate_of(card, card.data.profile.authentication_key)
    return signature_holds(certificate, MESSAGE, signature_of(response))


@proves("CRD-031", "CRD-032", case="a command in three blocks")
def test_command_in_blocks_is_one_command(card: CardUnderTest, expect: CardExpect) -> None:
    data = sign_template(card.data.profile.authentication_key)
    expect.done(card.verify(), what="right PIN")
    expect.done(block(card, data[:7]), what="first block")
    expect.done(block(card, data[7:20]), what="second block")
    response = expect.done(block(card, data[20:], last=True), what="last block")
    expect.yes(signs(card, response), what="OpenSSL verifies")


@proves("CRD-030", case="a chain without end")
def test_chain_that_is_too_long_ends_in_an_error(card: CardUnderTest, expect: CardExpect) -> None:
    refused = None
    for _ in range(_TOO_LONG):
        response = block(card, b"\0" * _BLOCK)
        if not response.ok:
            refused = response.sw
            break
    observed = f"{refused:04X}" if refused else f"{_TOO_LONG * _BLOCK} bytes taken"
    expect.holds(expected="an error before the memory of a card is full", observed=observed, so=refused is not None)
    expect.done(card.verify(), what="the card goes on")


@proves("CRD-031", case="another command within the chain")
@pytest.mark.parametrize("other", [READ, VERIFY], ids=["GET DATA", "VERIFY"])
def test_other_command_ends_the_chain(other: int, card: CardUnderTest, expect: CardExpect) -> None:
    data = sign_template(card.data.profile.authentication_key)
    expect.done(card.verify(), what="right PIN")
    expect.done(block(card, data[:20]), what="first block")
    if other == READ:
        expect.done(card.read(card.public_object), what="another command")
    else:
        expect.done(card.status(), what="another command")
    response = block(card, data[20:], last=True)
    expect.holds(expected="the rest is no command", observed=f"{response.sw:04X}", so=not response.ok)
    response = expect.done(block(card, data, last=True), what="the whole command")
    expect.yes(signs(card, response), what="OpenSSL verifies")


@proves("CRD-031", case="a link with other parameters")
def test_link_for_another_key_is_not_joined(card: CardUnderTest, expect: CardExpect) -> None:
    profile = card.data.profile
    data = sign_template(profile.authentication_key)
    expect.done(card.verify(), what="right PIN")
    expect.done(block(card, data[:20]), what="first block, authentication key")
    rest = CommandApdu(
        ins=SIGN, p1=profile.signature_key.algorithm, p2=profile.signature_key.reference, data=data[20:], le=256
    )
    response = card.send(rest)
    expect.holds(expected="refused", observed=f"{response.sw:04X}", so=not response.ok and response.sw >> 8 != 0x61)


@proves("CRD-032", case="a chain that was begun and left")
def test_abandoned_chain_leaves_no_trace(card: CardUnderTest, expect: CardExpect) -> None:
    data = sign_template(card.data.profile.authentication_key)
    expect.done(card.verify(), what="right PIN")
    expect.done(block(card, b"\x7c\x81\x99" + b"\xaa" * 50), what="block of a chain that is left")
    expect.done(card.status(), what="another command")
    response = expect.done(block(card, data, last=True), what="a whole command of the same kind")
    expect.yes(signs(card, response), what="OpenSSL verifies")


@proves("CRD-033", case="a chain that a reset or the loss of power broke")
@pytest.mark.parametrize("how", ["reset", "power_cycle"])
def test_broken_chain_leaves_no_trace(how: str, card: CardUnderTest, expect: CardExpect) -> None:
    data = sign_template(card.data.profile.authentication_key)
    expect.done(card.verify(), what="right PIN")
    expect.done(block(card, data[:20]), what="first block")
    getattr(card, how)()
    card.select()
    expect.done(card.verify(), what="right PIN")
    response = block(card, data[20:], last=True)
    expect.holds(expected="the rest is no command", observed=f"{response.sw:04X}", so=not response.ok)
    response = expect.done(block(card, data, last=True), what="the whole command")
    expect.yes(signs(card, response), what="OpenSSL verifies")


def long_answer(card: CardUnderTest) -> ResponseApdu:
    """A certificate is longer than a short answer; the first part of it."""
    data = tlv(0x5C, bytes.fromhex(card.data.profile.authentication_key.certificate))
    return card.send(CommandApdu(ins=READ, p1=0x3F, p2=0xFF, data=data, le=256))


@proves("CRD-034", case="the rest of an answer, part by part")
def test_long_answer_comes_in_parts(card: CardUnderTest, expect: CardExpect) -> None:
    whole = card.whole(long_answer(card))
    first = long_answer(card)
    expect.holds(expected="61xx", observed=f"{first.sw:04X}", so=first.sw >> 8 == 0x61)
    data = first.data
    while True:
        part = card.send(CommandApdu(ins=GET_RESPONSE, le=100))
        data += part.data
        if part.sw >> 8 != 0x61:
            break
    expect.status(part, StatusWord.OK, what="last part")
    expect.yes(data == whole.data, what="the parts are the whole")


@proves("CRD-034", case="another command in between")
def test_rest_of_an_answer_is_gone_after_another_command(card: CardUnderTest, expect: CardExpect) -> None:
    expect.holds(expected="an answer in parts", observed="", so=long_answer(card).sw >> 8 == 0x61)
    card.status()
    response = card.send(CommandApdu(ins=GET_RESPONSE, le=256))
    expect.holds(expected="nothing", observed=f"{len(response.data)} bytes, {response.sw:04X}", so=not response.data)


@proves("CRD-034", case="nothing to fetch")
def test_get_response_without_an_answer_is_refused(card: CardUnderTest, expect: CardExpect) -> None:
    card.status()
    response = card.send(CommandApdu(ins=GET_RESPONSE, le=256))
    expect.holds(
        expected="an error", observed=f"{response.sw:04X}", so=0x6400 <= response.sw <= 0x6FFF and not response.data
    )


@proves("CRD-035", case="the rest of an answer in the next session")
def test_rest_of_an_answer_does_not_reach_the_next_session(card: CardUnderTest, expect: CardExpect) -> None:
    expect.holds(expected="an answer in parts", observed="", so=long_answer(card).sw >> 8 == 0x61)
    card.reconnect(reset=True)
    response = card.send(CommandApdu(ins=GET_RESPONSE, le=256))
    expect.holds(expected="nothing", observed=f"{len(response.data)} bytes, {response.sw:04X}", so=not response.data)
