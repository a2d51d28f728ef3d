"""What a run does around its tests where the target is a card."""

import hashlib
from collections.abc import Callable

import msgspec

from conformance.cards.budget import BudgetSpentError
from conformance.cards.card import CardUnderTest
from conformance.cards.expect import named
from conformance.cards.readers import enter_field, insert
from conformance.cards.session import CardSession
from conformance.cards.signing import sign
from conformance.cards.target import Profile
from conformance.certification.card_environment import CardEnvironment
from conformance.certification.plain_proceedings import PlainProceedings
from harness.protocol.encoding.apdu import ResponseApdu
from harness.world.events import Reason
from harness.world.limits import clipped
from harness.world.ports import Facts
from harness.world.reader import CardLostError
from harness.world.results import Named, TargetSummary

_NATION = "kuwait"
_MESSAGE = b"opening and closing"


class CardProceedings(PlainProceedings[CardSession]):
    """A right PIN and a signature before the tests and after them."""

    def __init__(self, environment: CardEnvironment) -> None:
        super().__init__(CardSession.join(environment.info, worker="certify"), name=environment.name)

    def identify(self) -> Facts:
        """Find the readers, and the card in them."""
        reader = insert(self._session).reader
        answer = reader.connect()
        reader.disconnect(reset=True)
        if self._session.target.has_chip(self._session.info.data):
            antenna = enter_field(self._session, label="identify").reader
            antenna.connect()
            antenna.disconnect(reset=True)
        return Facts(implementation=reader.name, version=answer.hex(" ").upper())

    def _journey(self) -> Reason | None:
        card = insert(self._session)
        try:
            card.reader.connect()
            because = journey(card)
            card.reader.disconnect(reset=True)
        except (CardLostError, BudgetSpentError) as ended:
            return Reason(code="plain", facts={"text": clipped(str(ended))})
        return because

    def summary(self, facts: Facts) -> TargetSummary:
        """The card as its file and its reader name it."""
        target = self._session.target
        return TargetSummary(
            name=target.name,
            kind=target.kind,
            nation=_NATION,
            url=clipped(facts.implementation or ""),
            implementation=clipped(facts.version or ""),
            wire=target.card.profile.name,
            version="",
            adapter="",
            file=self._name,
        )

    def policy(self) -> Named:
        """The profile of the applet, in the place of a policy."""
        return profile_named(self._session.target.card.profile)


def journey(card: CardUnderTest) -> Reason | None:
    """Select the applet, present the right PIN, and have the authentication key sign; why it came to no good end.

    Whether the signature holds is for the tests to say.
    """
    key = card.data.profile.authentication_key
    steps: tuple[tuple[str, Callable[[], ResponseApdu]], ...] = (
        ("select", card.select),
        ("verify", card.verify),
        ("sign", lambda: sign(card, key, _MESSAGE)),
    )
    for name, step in steps:
        response = step()
        if not response.ok:
            return Reason(code="card_step", facts={"step": name, "answer": named(response.sw)})
    return None


def profile_named(profile: Profile) -> Named:
    """A profile of an applet with the digest of its content."""
    digest = hashlib.sha256(msgspec.json.encode(profile)).hexdigest()
    return Named(name=profile.name, version=profile.version, digest=digest)
