"""The bench of the card measures both sides of each ratio and tells what was missed."""

import json

import msgspec
import pytest

from simulators import bench
from simulators.bench import Ratio, main, signing
from simulators.personalization import CardOrder, new_card

MET = Ratio(name="a", card=2.0, bare=4.0, against="bare", value=0.5, bar=0.5)


@pytest.mark.parametrize("algorithm", ["p-256", "rsa-2048"])
def test_signature_of_the_card_is_measured_against_the_bare_one(algorithm):
    card = new_card(order=CardOrder(algorithm=algorithm))
    ratio = signing(card, bench._SIGN[algorithm], name=algorithm, rounds=2, times=2)
    assert ratio.card > 0
    assert ratio.value == pytest.approx(ratio.card / ratio.bare, abs=0.01)


@pytest.mark.parametrize(("value", "code"), [(0.5, 0), (0.49, 1)])
def test_missed_bar_ends_with_one(monkeypatch, capsys, value, code):
    monkeypatch.setattr(bench, "measure", lambda **_: [msgspec.structs.replace(MET, value=value)])
    assert main(["--json"]) == code
    assert json.loads(capsys.readouterr().out)[0]["value"] == value
