"""The fault sweep as its user runs it: the reference passes, the journeys are counted, a server that acts twice fails."""

import contextlib
import io
import json

import pytest

from conformance.certification.sweep import Case, SweepReport, _end, _told
from conformance.certification.words import Words
from conformance.selftest.trial import target_with


def test_every_fault_of_the_network_ends_in_the_same_state(hawiya, record_property) -> None:
    ended = hawiya("sweep")
    record_property("figure", f"fault sweep: {ended.out.strip()}")
    assert (ended.code, ended.out.partition(" (")[0]) == (0, "64 of 64 journeys reached the undisturbed state")


def test_the_sweep_is_told_in_arabic():
    case = Case(step="otp", kind="lost", when="after", person="p", repeats=12, differs="state is NONE")
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        list(_told(iter([case]), total=64, say=Words("ar")))
    end = _end(SweepReport(target="t", journey="j", cases=[case]), 8, Words("ar"))
    assert told.getvalue() == (
        "  ✗   ١/٦٤  \u2066otp\u2069 ضياع بعد التنفيذ، الإعادات: ١٢: \u2066state is NONE\u2069\n"
    )
    assert "٠ من ١ (عدد الطلبات ٨، كل منها مع ضياع، تأخير، تكرار، قطع الاتصال قبل تنفيذ النظام وبعده)" in end


@pytest.mark.soak
def test_sweep_fails_on_a_server_that_carries_out_a_repetition(hawiya, tmp_path) -> None:
    target = tmp_path / "target.toml"
    target.write_text(target_with("repetition-acts-again"), encoding="utf-8")
    ended = hawiya("sweep", "--target", str(target), "--json")
    cases = json.loads(ended.out)["cases"]
    spoiled = {case["step"] for case in cases if case.get("differs")}
    assert ended.code == 1
    assert {"selfie", "otp"} <= spoiled
