"""What `hawiya doctor` looks at where the target is a card: reader, card, applet, tries, PIN, certificates. It costs no try."""

from collections.abc import Iterator

from conformance.cards.budget import BudgetSpentError
from conformance.cards.card import CardUnderTest
from conformance.cards.expect import named
from conformance.cards.readers import insert
from conformance.cards.session import CardSession
from conformance.cards.signing import certificate_of
from conformance.certification.card_environment import CardEnvironment
from conformance.certification.finding import Finding
from conformance.oracles.signatures import public_key_of
from harness.protocol.encoding.apdu import tries_left
from harness.world.reader import CardLostError


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
            if not session.target.simulated and not session.target.reach.contactless:
                yield Finding.of("contactless", "warning", "no_antenna")
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
    for what, key in (("9A", card.data.profile.authentication_key), ("9C", card.data.profile.signature_key)):
        readable = bool(public_key_of(certificate_of(card, key)))
        said = "certificate" if readable else "no_certificate"
        yield Finding.of(f"key {what}", "ok" if readable else "wrong", said, tag=key.certificate)


def _pin(card: CardUnderTest, left: int | None) -> Finding:
    if left is not None and left <= 1:
        return Finding.of("PIN", "wrong", "last_try")
    answer = card.verify()
    if answer.ok:
        return Finding.of("PIN", "ok", "pin")
    return Finding.of("PIN", "wrong", "pin_wrong", answer=named(answer.sw))
