"""The trial of the adapter: a good one passes, and each way of being bad is found out by name."""

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.adapter import AdapterError, guarded, offered
from conformance.certification.adapter_trial import hold_trial, record
from conformance.certification.environment import Environment
from conformance.session import Session
from harness.protocol.codes import Retry
from harness.world.ports import Accepted, Facts, Refused, Unmapped, converse

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
REFUSED = Refused(native="E1201", reason="STEP_ORDER", retry=Retry.NEVER)


@pytest.fixture(scope="module")
def daftar():
    spec = importlib.util.spec_from_file_location("daftar", EXAMPLES / "daftar.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.DaftarAdapter("http://127.0.0.1")


@pytest.fixture(scope="module")
def kept() -> Iterator[list]:
    with Environment(str(EXAMPLES / "daftar.toml"), seed=1) as environment:
        session = Session.join(environment.info, worker="trial")
        try:
            opening, found = record(session, "citizen", -1)
        finally:
            session.leave()
        assert opening.passed, opening.reason
        yield found


class Bad:
    """An adapter around a good one that spoils what goes in or what comes out."""

    def __init__(self, good: object) -> None:
        self._good = good

    def __getattr__(self, name: str):
        method = getattr(self._good, name)
        return lambda *words, **named: self.held(method(*words, **named))

    def held(self, conversation):
        try:
            answer = yield next(conversation)
            while True:
                answer = yield conversation.send(self.taken(answer))
        except StopIteration as ended:
            return self.made(ended.value, answer)

    def taken(self, answer):
        return answer

    def made(self, outcome, _answer):
        return outcome


class AlwaysAccepts(Bad):
    def made(self, _outcome, _answer):
        return Accepted(facts=Facts())


class AlwaysRefuses(Bad):
    def made(self, _outcome, _answer):
        return REFUSED


class LooksAtTheStatusAlone(Bad):
    def made(self, _outcome, answer):
        return Accepted(facts=Facts()) if answer.status == 200 else REFUSED


class SwallowsTruncation(Bad):
    def taken(self, answer):
        whole = answer.body.endswith(b"END\n") or not answer.body.startswith(b"DAFTAR/2 ")
        return answer if whole else replace(answer, body=answer.body.rstrip(b"EN") + b"END\n")


class SwallowsContentType(Bad):
    def taken(self, answer):
        return replace(answer, headers=(("content-type", "text/plain"),))


class TakesAnyKind(Bad):
    def made(self, outcome, answer):
        is_page = answer.body.startswith(b"DAFTAR/2 ") and answer.body.endswith(b"\nEND\n")
        is_text = answer.header(
            "content-type",
        ).startswith("text/plain")
        return Accepted(facts=Facts()) if is_page and is_text and answer.status == 200 else outcome


class AcceptsRefusals(Bad):
    def made(self, outcome, _answer):
        return Accepted(facts=Facts()) if isinstance(outcome, Refused) else outcome


class Raises(Bad):
    def taken(self, answer):
        answer.body.decode("ascii" if b"DAFTAR" not in answer.body else "utf-8")
        return answer


class NeverEnds(Bad):
    def held(self, conversation):
        request = next(conversation)
        while True:
            yield request


def test_a_good_adapter_passes(kept, daftar):
    found = hold_trial(kept, guarded(daftar))
    assert found.passed, found.reason
    assert {check.check: check.tried for check in found.checks}["answer of the twin"] >= 8
    assert found.seconds < 2


@pytest.mark.parametrize(
    ("bad", "check", "said"),
    [
        (AlwaysAccepts, "empty body", "came out Accepted, not Unmapped"),
        (AlwaysRefuses, "empty body", "came out Refused, not Unmapped"),
        (LooksAtTheStatusAlone, "page of a proxy", "came out Accepted, not Unmapped"),
        (SwallowsTruncation, "body without its end", "came out Accepted, not Unmapped"),
        (SwallowsContentType, "other content type", "came out Accepted, not Unmapped"),
        (TakesAnyKind, "answer of another method", "came out Accepted, not Unmapped"),
        (AcceptsRefusals, "answer of the twin", "came out Accepted, not Refused"),
        (Raises, "body of garbage", "UnicodeDecodeError"),
        (NeverEnds, "unaltered answer", "to no end after 32 requests"),
    ],
)
def test_a_bad_adapter_is_found_out(kept, daftar, bad, check, said):
    found = hold_trial(kept, guarded(bad(daftar)))
    assert not found.passed
    wrong = {row.check: row.wrong for row in found.checks}
    assert any(said in line for line in wrong[check]), wrong


def test_a_bad_adapter_that_is_bad_in_one_thing_fails_in_that_alone(kept, daftar):
    found = hold_trial(kept, guarded(SwallowsContentType(daftar)))
    assert [row.check for row in found.checks if row.wrong] == ["other content type"]


def test_a_trial_without_any_answer_fails(daftar):
    found = hold_trial([], guarded(daftar))
    assert not found.passed
    assert found.reason.startswith("unaltered answer: never tried: no conversation of the opening journey came to an")
    assert [(row.check, row.tried) for row in found.checks] == [("unaltered answer", 0), ("answer of the twin", 0)]


def test_a_trial_that_met_no_refusal_fails(kept, daftar):
    accepted = [one for one in kept if isinstance(one.outcome, Accepted)]
    found = hold_trial(accepted, guarded(daftar))
    assert not found.passed
    assert found.reason == "answer of the twin: never tried: no method was seen both to accept and to refuse"
    assert [row.check for row in found.checks if not row.tried] == ["answer of the twin"]
    assert not any(row.wrong for row in found.checks)


def test_what_a_journey_that_ended_early_lacks_is_not_held_against_the_adapter(kept, daftar):
    accepted = [one for one in kept if isinstance(one.outcome, Accepted)]
    assert hold_trial(accepted, guarded(daftar), complete=False).passed


def test_a_method_that_is_missing_is_unmapped():
    port = guarded(object())
    assert offered(port) == ()
    assert converse(port.identify(), lambda _request: None) == Unmapped(why="the adapter has no method identify()")


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (lambda: iter(()), "AttributeError"),
        (lambda: 1 / 0, "ZeroDivisionError"),
        (lambda: (one for one in ("GET /",)), "it yielded str, not a Request"),
        (lambda: (one for one in ()), "it returned NoneType, not an outcome"),
    ],
)
def test_what_is_no_conversation_is_the_adapters_fault(method, said):
    adapter = type("Adapter", (), {"identify": staticmethod(method)})()
    with pytest.raises(AdapterError, match=said):
        converse(guarded(adapter).identify(), lambda _request: None)


TARGET = """kind = "server"
nation = "kuwait"
[adapter]
name = "bad.py:Bad"
[sms]
wait_s = 1
[start]
command = ["{python}", "-m", "harness", "serve", "--port", "{port}", "--sms", "{sms}", "--roster", "{roster}",
  "--database", "sqlite:///{work}/x.db"]
"""
CONSTANT = """
from harness.world.ports import Accepted, Facts, Request
class Bad:
    def __init__(self, base_url): pass
    def __getattr__(self, name):
        def ask(*_, **__):
            yield Request(method="GET", path="/v1/about")
            return Accepted(facts=Facts())
        return ask
"""
RAISING = """
from harness.adapters.hawiya import HawiyaAdapter
class Bad(HawiyaAdapter):
    def accept(self, caller, **_): raise LookupError("no such page")
"""
UNREADABLE = """
class Bad:
    def __init__(self, base_url): raise OSError("no wire today")
"""


@pytest.mark.parametrize(
    ("code", "exit_code", "said"),
    [
        (CONSTANT, 4, "the adapter trial failed: open(): empty body came out Accepted, not Unmapped"),
        (RAISING, 4, "the adapter broke in accept(): LookupError: no such page"),
        (UNREADABLE, 2, "[adapter] name = 'bad.py:Bad': OSError: no wire today"),
    ],
    ids=["constant", "raising", "not made"],
)
def test_a_run_with_a_bad_adapter_certifies_nothing(hawiya, tmp_path, code, exit_code, said):
    (tmp_path / "bad.py").write_text(code)
    (tmp_path / "target.toml").write_text(TARGET)
    ended = hawiya("certify", "--target", str(tmp_path / "target.toml"), "--out", str(tmp_path / "out"))
    assert ended.code == exit_code, ended.out + ended.err
    assert said in ended.out + ended.err
    assert "CONFORMANT" not in ended.out
