"""The worked examples of ICAO Doc 9303-11 (8th edition), appendices D (BAC, secure messaging) and G.1 (PACE), byte for byte.

Appendix G.1 stands on the curve brainpoolP256r1 (parameter id 13), which the reader itself does not speak: the curve is
written out here.
"""

from collections.abc import Sequence

import pytest

from harness.protocol.encoding.apdu import CommandApdu
from simulators.phone.chip_reader.bac import open_by_bac
from simulators.phone.chip_reader.channel import Channel
from simulators.phone.chip_reader.errors import ChipAccessDeniedError, ChipAnswerError, SecureMessagingError
from simulators.phone.chip_reader.files import ElementaryFile, select_file
from simulators.phone.chip_reader.key_derivation import password_key, triple_des_keys
from simulators.phone.chip_reader.pace import open_by_pace
from simulators.phone.chip_reader.passwords import MrzPassword
from simulators.phone.chip_reader.secure_messaging import SecureMessaging
from simulators.phone.chip_reader.security_infos import parse_security_infos
from simulators.phone.chip_reader.session_cipher import TripleDesCipher, decrypt_nonce, pad, unpad

D_PASSWORD = MrzPassword(document_number="L898902C", birth_date="690806", expiry_date="940623")
D_RANDOM = ("781723860C06C226", "0B795240CB7049B01C19B33E32804F0B")
D_BAC = [
    ("0084000008", "4608F919887022129000"),
    (
        "008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F25F1448EEA8AD90A728",
        "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D74499000",
    ),
]
D_SELECT = ("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800", "990290008E08FA855A5D4C50A8ED9000")
D_READ = ("0CB000000D9701048E08ED6705417E96BA5500", "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000")
D_READ_ON = (
    "0CB000040D9701128E082EA28A70F3C7B53500",
    "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000",
)

G_PASSWORD = MrzPassword(document_number="T22000129", birth_date="640812", expiry_date="101031")
G_CARD_ACCESS = bytes.fromhex("31143012060A04007F0007020204020202010202010D")
G_RANDOM = (
    "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99",
    "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595",
)
G_OWN_MAPPING = (
    "047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E"
    "544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D"
)
G_CHIP_MAPPING = (
    "04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57"
    "30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54"
)
G_OWN_KEY = (
    "042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C"
    "3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462"
)
G_CHIP_KEY = (
    "049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB"
    "7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094"
)
G_PACE = [
    ("0022C1A40F800A04007F00070202040202830101", "9000"),
    ("10860000027C0000", "7C12801095A3A016522EE98D01E76CB6B98B42C39000"),
    ("10860000457C438141" + G_OWN_MAPPING + "00", "7C438241" + G_CHIP_MAPPING + "9000"),
    ("10860000457C438341" + G_OWN_KEY + "00", "7C438441" + G_CHIP_KEY + "9000"),
    ("008600000C7C0A8508C2B0BD78D94BA86600", "7C0A86083ABB9674BCE93C089000"),
]


class RecordedCard:
    """A reader that plays a recorded exchange, and fails the test at the first command that is another."""

    name = "recorded"

    def __init__(self, exchange: Sequence[tuple[str, str]]) -> None:
        self.rest = list(exchange)

    def transmit(self, command: bytes) -> bytes:
        expected, answer = self.rest.pop(0)
        assert command.hex().upper() == expected
        return bytes.fromhex(answer)

    def connect(self) -> bytes:
        return b"\x3b\x80"

    reset = power_cycle = connect

    def disconnect(self, *, reset: bool = True) -> None: ...


class Brainpool:
    """The curve brainpoolP256r1 (RFC 5639, 3.4) in affine coordinates: slow, plain, and for this example only."""

    prime = 0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377
    a = 0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9
    order = 0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7
    generator = bytes.fromhex(
        "048BD2AEB9CB7E57CB2C4B482FFC81B7AFB9DE27E1E3BD23C23A4453BD9ACE3262"
        "547EF835C3DAC4FD97F8461A14611DC9C27745132DED8E545C1D54C72F046997"
    )

    def add(self, first: bytes, second: bytes) -> bytes:
        (x1, y1), (x2, y2) = ((int.from_bytes(p[1:33], "big"), int.from_bytes(p[33:], "big")) for p in (first, second))
        if first == second:
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.prime)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.prime)
        x = (slope * slope - x1 - x2) % self.prime
        y = (slope * (x1 - x) - y1) % self.prime
        return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    def multiply(self, scalar: int, point: bytes) -> bytes:
        result = point
        for bit in bin(scalar)[3:]:
            result = self.add(result, result)
            result = self.add(result, point) if bit == "1" else result
        return result


def given(values: Sequence[str]):
    """A source of random bytes that gives these values, each of the size that is asked for."""
    rest = [bytes.fromhex(value) for value in values]

    def random(size: int) -> bytes:
        value = rest.pop(0)
        assert len(value) == size
        return value

    return random


def open_g(exchange: Sequence[tuple[str, str]]) -> SecureMessaging:
    infos = parse_security_infos(G_CARD_ACCESS)
    channel = Channel(RecordedCard(exchange))
    return open_by_pace(channel, G_PASSWORD, given(G_RANDOM), infos=infos, curves={13: Brainpool()})


# -- appendix D: keys


def test_the_mrz_gives_the_document_basic_access_keys():
    assert D_PASSWORD.information == "L898902C<369080619406236"
    assert D_PASSWORD.key_seed.hex() == "239ab9cb282daf66231dc5a4df6bfbae"
    keys = triple_des_keys(D_PASSWORD.key_seed)
    assert keys.encryption.hex() == "ab94fdecf2674fdfb9b391f85d7f76f2"
    assert keys.mac.hex() == "7962d9ece03d1acd4c76089dce131543"


def test_a_document_number_of_more_than_nine_characters_is_taken_whole():
    password = MrzPassword(document_number="D23145890734", birth_date="340712", expiry_date="950712")
    assert password.information == "D23145890734934071279507122"


# -- appendix D: BAC and secure messaging


def test_bac_and_the_reading_of_ef_com_are_those_of_the_worked_example():
    card = RecordedCard([*D_BAC, D_SELECT, D_READ, D_READ_ON])
    channel = Channel(card)
    channel.session = open_by_bac(channel, D_PASSWORD, given(D_RANDOM))
    assert channel.session.counter == 0x887022120C06C226

    assert select_file(channel, ElementaryFile.COM).ok
    assert channel.send(CommandApdu(ins=0xB0, le=4)).data.hex() == "60145f01"
    rest = channel.send(CommandApdu(ins=0xB0, p2=4, le=18)).data
    assert rest.hex() == "04303130365f36063034303030305c026175"
    assert not card.rest
    assert channel.session.counter == 0x887022120C06C22C


def test_bac_that_the_chip_refuses_is_access_denied():
    card = RecordedCard([D_BAC[0], (D_BAC[1][0], "6300")])
    with pytest.raises(ChipAccessDeniedError) as denied:
        open_by_bac(Channel(card), D_PASSWORD, given(D_RANDOM))
    assert (denied.value.protocol, denied.value.sw) == ("BAC", 0x6300)


@pytest.mark.parametrize("at", [0, 31, 32, 39])
def test_bac_that_the_chip_does_not_prove_is_access_denied(at):
    answer = bytearray.fromhex(D_BAC[1][1])
    answer[at] ^= 1
    card = RecordedCard([D_BAC[0], (D_BAC[1][0], answer.hex())])
    with pytest.raises(ChipAccessDeniedError) as denied:
        open_by_bac(Channel(card), D_PASSWORD, given(D_RANDOM))
    assert (denied.value.protocol, denied.value.sw) == ("BAC", None)


def test_bac_that_the_chip_proves_for_other_nonces_is_access_denied():
    cipher = TripleDesCipher(triple_des_keys(D_PASSWORD.key_seed))
    plain = bytes.fromhex("4608F91988702212781723860C06C227" + "0B4F80323EB3191CB04970CB4052790B")
    answer = cipher.encrypt(plain) + cipher.mac(pad(cipher.encrypt(plain), 8))
    card = RecordedCard([D_BAC[0], (D_BAC[1][0], answer.hex() + "9000")])
    with pytest.raises(ChipAccessDeniedError) as denied:
        open_by_bac(Channel(card), D_PASSWORD, given(D_RANDOM))
    assert (denied.value.protocol, denied.value.sw) == ("BAC", None)


def test_bac_without_a_whole_challenge_is_an_unexpected_answer():
    card = RecordedCard([("0084000008", "4608F9198870229000")])
    with pytest.raises(ChipAnswerError) as unexpected:
        open_by_bac(Channel(card), D_PASSWORD, given(D_RANDOM))
    assert unexpected.value.step == "GET CHALLENGE"


# -- appendix G.1: PACE


def test_the_mrz_gives_the_password_key_which_opens_the_nonce():
    assert G_PASSWORD.secret.hex() == "7e2d2a41c74ea0b38cd36f863939bfa8e9032aad"
    key = password_key(G_PASSWORD.secret)
    assert key.hex() == "89ded1b26624ec1e634c1989302849dd"
    nonce = decrypt_nonce(key, bytes.fromhex("95A3A016522EE98D01E76CB6B98B42C3"))
    assert nonce.hex().upper() == "3F00C4D39D153F2B2A214A078D899B22"


def test_pace_is_that_of_the_worked_example():
    card = RecordedCard(G_PACE)
    channel = Channel(card)
    infos = parse_security_infos(G_CARD_ACCESS)
    session = open_by_pace(channel, G_PASSWORD, given(G_RANDOM), infos=infos, curves={13: Brainpool()})
    assert not card.rest
    assert session._cipher.keys.encryption.hex() == "f5f0e35c0d7161ee6724ee513a0d9a7f"
    assert session._cipher.keys.mac.hex() == "fe251c7858b356b24514b3bd5f4297d1"
    assert session.counter == 0


def test_pace_goes_on_after_a_warning_that_counts_the_tries():
    assert open_g([(G_PACE[0][0], "63C2"), *G_PACE[1:]]).counter == 0


@pytest.mark.parametrize(("answer", "sw"), [("6300", 0x6300), ("7C0A86083ABB9674BCE93C099000", None)])
def test_pace_with_a_refused_or_a_wrong_token_is_access_denied(answer, sw):
    with pytest.raises(ChipAccessDeniedError) as denied:
        open_g([*G_PACE[:4], (G_PACE[4][0], answer)])
    assert (denied.value.protocol, denied.value.sw) == ("PACE", sw)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        (1, "7C11800F95A3A016522EE98D01E76CB6B98B429000"),
        (1, "7C008000"),
        (2, "7C438241" + G_OWN_MAPPING + "9000"),
        (3, "7C438441" + G_OWN_KEY + "9000"),
        (3, "6A80"),
    ],
)
def test_pace_with_a_cut_echoed_or_missing_answer_goes_no_further(step, answer):
    card = RecordedCard([*G_PACE[:step], (G_PACE[step][0], answer)])
    infos = parse_security_infos(G_CARD_ACCESS)
    with pytest.raises(ChipAnswerError):
        open_by_pace(Channel(card), G_PASSWORD, given(G_RANDOM), infos=infos, curves={13: Brainpool()})
    assert not card.rest


def test_aes_session_after_pace_protects_as_another_implementation_does():
    session = open_g(G_PACE)
    command = CommandApdu(ins=0xA4, p1=4, p2=0x0C, data=bytes.fromhex("A0000002471001"))
    expected = "0CA4040C1D871101752F676B09FAC86A87D632749A49C7CC8E08C18BA1FCE707BD9F00"
    channel = Channel(RecordedCard([(expected, "990290008E08BEA7B381C494A0799000")]))
    channel.session = session
    assert channel.send(command).ok


# -- appendix D: an answer that was changed on its way


def changed(at: int, answer: str = D_READ[1]) -> str:
    data = bytearray.fromhex(answer)
    data[at] ^= 1
    return data.hex()


@pytest.mark.parametrize(
    ("answer", "how"),
    [
        (changed(3), "mac"),  # the encrypted value
        (changed(13), "mac"),  # the protected status word
        (changed(17), "mac"),  # the MAC itself
        (D_SELECT[1], "mac"),  # an answer of before: the counter went on
        (D_READ[1][:-4] + "6282", "status"),
        ("990290009000", "malformed"),  # no MAC
        ("8E08AD55CC17140B2DED9000", "malformed"),  # no status
        (D_READ[1][:10] + "9000", "malformed"),
        ("9000", "plain"),
        ("6988", "plain"),
    ],
)
def test_an_answer_that_is_not_protected_as_it_must_be_is_refused(answer, how):
    channel = Channel(RecordedCard([D_SELECT, (D_READ[0], answer)]))
    channel.session = SecureMessaging(_d_cipher(), counter=0x887022120C06C226)
    assert select_file(channel, ElementaryFile.COM).ok

    with pytest.raises(SecureMessagingError) as broken:
        channel.send(CommandApdu(ins=0xB0, le=4))
    assert broken.value.how == how
    assert channel.last_response.hex().upper() == answer.upper()


def _d_cipher():

    return TripleDesCipher(triple_des_keys(bytes.fromhex("0036D272F5C350ACAC50C3F572D23600")))


def test_padding_of_more_than_a_block_is_none():
    assert unpad(bytes.fromhex("0180000000000000"), 8) == b"\x01"
    for padded in ("01800000000000000000000000000000", "0100000000000000", ""):
        with pytest.raises(ValueError, match="padding"):
            unpad(bytes.fromhex(padded), 8)
