"""The measurement through pcscd: both cards in turn through one daemon. Whether the bar is reached is for `make bench`."""

from pathlib import Path

import pytest

from simulators.card.card import open_card
from simulators.card.pcscd.bench import Effort, measure

pytestmark = pytest.mark.usefixtures("pcsc_is_there")


def test_card_and_echo_are_measured_in_turn(card_file: Path) -> None:
    speeds = measure(open_card(card_file).contact, effort=Effort(rounds=3, commands=20))
    assert len(speeds.card) == len(speeds.echo) == 3
    assert min(*speeds.card, *speeds.echo) > 0
    assert speeds.ratio == pytest.approx(sorted(speeds.card)[1] / sorted(speeds.echo)[1])
