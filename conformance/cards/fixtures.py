"""Fixtures of the tests of cards: a card in its reader, with the applet selected."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from conformance.cards.administrator import authenticate
from conformance.cards.card import CardUnderTest
from conformance.cards.contactless import ChipUnderTest
from conformance.cards.readers import enter_field, insert, other_in_field
from conformance.cards.session import CardSession
from conformance.cards.target import Access
from conformance.marks import NotUnderPolicy
from harness.world.events import Reason
from harness.world.reader import CardLostError
from simulators.journey import WayBlockedError


@pytest.fixture
def card(run: CardSession) -> Iterator[CardUnderTest]:
    """The card, its applet selected: a new one where it is simulated, else the one in the reader, put right afterwards."""
    found = insert(run)
    found.reader.connect()
    if not found.select().ok:
        raise WayBlockedError("select the applet", None)
    yield found
    if not run.target.simulated:
        put_right(found)
    found.reader.disconnect(reset=True)


@pytest.fixture
def administered(card: CardUnderTest) -> CardUnderTest:
    """The same, and the administrator has shown who he is."""
    if not authenticate(card):
        raise WayBlockedError("authenticate the administrator", None)
    return card


@pytest.fixture
def chip(run: CardSession, request: pytest.FixtureRequest) -> Iterator[ChipUnderTest]:
    """The contactless chip in its field, nothing opened: a new one where it is simulated, else the one in the reader.

    A card whose target file names no chip is tested by its contacts alone, and the run is complete without these tests.
    """
    if not run.target.has_chip(run.info.data):
        raise NotUnderPolicy(Reason(code="not_offered", facts={"names": "contactless"}))
    found = enter_field(run, label=request.node.name)
    found.reader.connect()
    yield found
    if not run.target.simulated:
        with suppress(WayBlockedError, CardLostError):
            found.attempt()  # a right password takes back what the wrong ones of the test made it wait
    found.reader.disconnect(reset=True)


@pytest.fixture(params=["PACE", "BAC"])
def access(request: pytest.FixtureRequest, chip: ChipUnderTest) -> Access:
    """Each protocol that opens the chip: the session after PACE is of AES, after BAC of 3DES.

    A card need not have both: one that its target file says it has not does not apply.
    """
    protocol: Access = request.param
    if protocol not in chip.data.access or (protocol == "BAC" and not chip.data.has_zone):
        raise NotUnderPolicy(Reason(code="not_offered", facts={"names": protocol.lower()}))
    return protocol


@pytest.fixture
def other_chip(run: CardSession, request: pytest.FixtureRequest) -> Iterator[ChipUnderTest]:
    """The chip of another simulated card."""
    found = other_in_field(run, label=request.node.name)
    found.reader.connect()
    yield found
    found.reader.disconnect(reset=True)


def put_right(card: CardUnderTest) -> None:
    """Leave a real card as it was found: with the PIN of the target file, and all tries."""
    card.power_cycle()
    card.select()
    if not card.verify().ok:
        card.unblock()
