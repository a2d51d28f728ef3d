"""What `hawiya doctor` looks at where the target is a card: reader, card, applet, tries, PIN, certificates. It costs no try."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from conformance.cards.budget import BudgetSpentError
from conformance.cards.card import CardUnderTest
from conformance.cards.expect import named
from conformance.cards.readers import enter_field, insert
from conformance.cards.session import CardSession
from conformance.cards.signing import RSA_ALGORITHMS, certificate_of
from conformance.cards.target import KeyProfile
from conformance.certification.card_environment import CardEnvironment
from conformance.certification.finding import Finding
from conformance.oracles.signatures import public_key_of
from harness.protocol.encoding.apdu import tries_left
from harness.world.reader import CardLostError
from simulators.journey import WayBlockedError
from simulators.phone.chip_reader import Password


def card_findings(name: str, seed: int) -> Iterator[Finding]:
    """Each finding as it is made; nothing after one that ends everything.

    Raises:
        HarnessError: the target file does not hold, or there is no such reader.
    """
    with CardEnvironment(name, seed=seed, allow_blocking=False) as environment:
        session = CardSession.join(environment.info, worker="doctor")
        try:
            profile = session.info.data.profile
            yield Finding.of("target file", "ok", "card_file", profile=profile.name)
            yield from _met(session)
            yield from _over_the_air(session)
        finally:
            session.leave()


def _met(session: CardSession) -> Iterator[Finding]:
    card = insert(session)
    answer = card.reader.connect()
    yield Finding.of("reader", "ok", "reader", name=card.reader.name, atr=answer.hex(" ").upper())
    try:
        yield from _looked_at(card)
    except (CardLostError, BudgetSpentError) as ended:
        yield Finding("card", "wrong", str(ended), because=ended.because)
    finally:
        card.reader.disconnect(reset=True)


def _looked_at(card: CardUnderTest) -> Iterator[Finding]:
    selected = card.select()
    if not selected.ok:
        application = card.data.profile.application
        yield Finding.of("applet", "wrong", "no_applet", application=application, answer=named(selected.sw))
        return
    yield Finding.of("applet", "ok", "applet", application=card.data.profile.application)
    left = tries_left(card.status().sw)
    if left == 0:
        yield Finding.of("PIN", "wrong", "pin_blocked")
        return
    # the only PIN that is ever presented here is that of the target file, and never as the last try
    if left is not None and left < card.data.profile.pin_tries:
        yield Finding.of("PIN", "warning", "tries", left=left)
    yield _pin(card, left)
    profile = card.data.profile
    yield _key(card, "authentication key", profile.authentication_key)
    yield _key(card, "signature key", profile.signature_key)


def _key(card: CardUnderTest, what: str, key: KeyProfile) -> Finding:
    """Whether the certificate of a key can be read, and is of the kind that the profile says."""
    public = public_key_of(certificate_of(card, key))
    if not public:
        return Finding.of(what, "wrong", "no_certificate", tag=key.certificate)
    is_rsa = isinstance(load_pem_public_key(public), RSAPublicKey)
    if is_rsa != (key.algorithm in RSA_ALGORITHMS):
        return Finding.of(what, "wrong", "other_algorithm", algorithm=f"0x{key.algorithm:02X}", tag=key.certificate)
    return Finding.of(what, "ok", "certificate", tag=key.certificate)


def _over_the_air(session: CardSession) -> Iterator[Finding]:
    """Whether what is printed on the card opens its chip, by each password that the target file holds."""
    if not session.target.has_chip(session.info.data):
        yield Finding.of("contactless", "warning", "no_antenna")
        return
    chip = enter_field(session, label="doctor")
    chip.reader.connect()
    try:
        passwords: list[tuple[str, Password]] = []
        passwords += [("MRZ", chip.zone)] if chip.data.has_zone else []
        passwords += [("CAN", chip.access_number)] if chip.data.access_number and "PACE" in chip.data.access else []
        for name, password in passwords:
            attempt = chip.attempt(password)
            said = "opens" if attempt.opened else "opens_not"
            yield Finding.of(
                "contactless", "ok" if attempt.opened else "wrong", said, password=name, answer=named(attempt.sw)
            )
    except (CardLostError, WayBlockedError) as ended:
        yield Finding("contactless", "wrong", str(ended), because=ended.because)
    finally:
        chip.reader.disconnect(reset=True)


def _pin(card: CardUnderTest, left: int | None) -> Finding:
    if left is not None and left <= 1:
        return Finding.of("PIN", "wrong", "last_try")
    answer = card.verify()
    if answer.ok:
        return Finding.of("PIN", "ok", "pin")
    return Finding.of("PIN", "wrong", "pin_wrong", answer=named(answer.sw))
