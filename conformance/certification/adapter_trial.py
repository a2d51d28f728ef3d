"""The trial of the adapter: before any verdict rests on it, it is fed answers of this very run that were altered.

1. The opening journey is played through a recorder, which keeps every conversation of the adapter; then a second phone asks for
   what nobody may have, so that there is a refusal beside an accepted answer of the same method: a twin.
2. Each conversation is held again without the target, its last answer altered, with a new adapter of the same class.
3. An answer that is empty, truncated, mislabeled, garbage or another method's must come out Unmapped; an unaltered one must come
   out as it did; of twins, each must come out as itself in the conversation of the other.

So an adapter that always accepts, always refuses, looks at the status alone or does not read to the end is found out, and one
that raises is named. Nothing is sent in the trial, and nothing of it depends on what the wire is.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter
from typing import cast

from conformance.adapter import AdapterError, load_adapter
from conformance.certification.preflight import sanity
from conformance.session import Session
from harness.world.ports import (
    Accepted,
    Conversation,
    ExchangeLostError,
    Outcome,
    Response,
    ServerPort,
    Unmapped,
    converse,
)
from harness.world.reasons import sentence
from harness.world.results import SanityResult, TrialCheck, TrialResult
from simulators.population.people import Person

_MOST_REQUESTS = 32
_SHOWN = 3
_SESSION = ("accept", "submit", "confirm", "selfie", "otp", "resend", "status")
_IDENTITY = ("activate", "state")
_ALIKE = {**dict.fromkeys(_SESSION, "session"), **dict.fromkeys(_IDENTITY, "identity")}
"""Methods that may answer with the same thing, so that the answer of one is no wrong answer to the other."""
_PAGE = b"<!doctype html><title>Bad gateway</title><p>The upstream server did not answer.</p>"
_GARBAGE = bytes(range(256)) * 4
_UNALTERED = "unaltered answer"
_TWIN = "answer of the twin"
_NEEDED = {
    _UNALTERED: "no conversation of the opening journey came to an outcome",
    _TWIN: "no method was seen both to accept and to refuse",
}
"""The checks without which a trial shows nothing, and why one was never tried."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A conversation of the adapter as it was held: how to begin it again, the answers, and what it came to."""

    method: str
    begin: Callable[[ServerPort], Conversation]
    answers: tuple[Response, ...]
    outcome: Outcome

    @property
    def last(self) -> Response:
        """The answer that decided."""
        return self.answers[-1]


class Recorder:
    """A port that passes everything on and keeps every conversation that came to its end."""

    def __init__(self, port: ServerPort) -> None:
        self._port = port
        self.kept: list[Kept] = []

    def __getattr__(self, method: str) -> Callable[..., Conversation]:
        def ask(*words: object, **named: object) -> Conversation:
            return self._held(method, lambda port: getattr(port, method)(*words, **named))

        return ask

    def _held(self, method: str, begin: Callable[[ServerPort], Conversation]) -> Conversation:
        conversation, answers = begin(self._port), list[Response]()
        try:
            request = next(conversation)
            while True:
                answers.append((yield request))
                request = conversation.send(answers[-1])
        except StopIteration as ended:
            outcome: Outcome = ended.value
        if answers:
            self.kept.append(Kept(method=method, begin=begin, answers=tuple(answers), outcome=outcome))
        return outcome


def rehearse(session: Session, role: str, index: int) -> tuple[SanityResult, TrialResult]:
    """Play the opening journey, and try the adapter with what was answered."""
    opening, kept = record(session, role, index)
    fresh = load_adapter(session.target, session.info.base_url, beside=session.info.target)
    return opening, hold_trial(kept, fresh, complete=opening.passed)


def record(session: Session, role: str, index: int) -> tuple[SanityResult, list[Kept]]:
    """Play the opening journey and ask a little more, keeping every conversation of the adapter."""
    recorder = Recorder(session.port)
    port = cast("ServerPort", recorder)
    recorded = replace(session, port=port, world=replace(session.world, port=port))
    because = sanity(recorded, role, index)
    people = [person for person in session.world.population.people if person.role == role]
    with suppress(ExchangeLostError, AdapterError):
        _ask_more(recorded, people[index], index)
    opening = SanityResult(passed=because is None, reason=sentence(because) if because else "", because=because)
    return opening, recorder.kept


def _ask_more(session: Session, person: Person, index: int) -> None:
    """What the journey did not ask, and by another phone what cannot be had: nothing here is judged, it is only to be read."""
    wishes = [session.port.identify()]
    wishes += [session.port.clock_now()] if session.target.clock else []
    wishes += [session.port.audit(after=0)] if session.target.observe.audit else []
    for wish in wishes:
        converse(wish, session.network)
    session.world.applicant(person, phone=f"sanity-{index}").services()
    other = session.world.applicant(person, phone=f"trial-{index}")
    other.state()
    other.services()
    other.open()
    other.status()
    other.submit()
    other.phone.accept(terms_version="0000-00")
    other.issue()


# -- the trial


def hold_trial(kept: Sequence[Kept], port: ServerPort, *, complete: bool = True) -> TrialResult:
    """Feed a new adapter what another of its class has read, altered.

    `complete` says that the opening journey came to its end: then there are answers and twins, or the trial fails.
    """
    begun = perf_counter()
    genuine = [one for one in _one_of_each(kept) if not isinstance(one.outcome, Unmapped)]
    trial = _Trial(port)
    for one in genuine:
        trial.alter(one)
    for one, other in _pairs(genuine):
        trial.swap(one, other)
    checks = [TrialCheck(check=name, tried=tried, wrong=wrong) for name, (tried, wrong) in trial.found.items()]
    untried = [name for name in _NEEDED if complete and name not in trial.found]
    wrong = [f"{name}: never tried: {_NEEDED[name]}" for name in untried]
    wrong += [line for check in checks for line in check.wrong]
    more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
    return TrialResult(
        passed=not wrong,
        reason="; ".join(wrong[:_SHOWN]) + more,
        checks=[*checks, *(TrialCheck(check=name, tried=0) for name in untried)],
        seconds=round(perf_counter() - begun, 3),
    )


def _one_of_each(kept: Iterable[Kept]) -> list[Kept]:
    return list({(one.method, type(one.outcome)): one for one in kept}.values())


def _pairs(kept: Sequence[Kept]) -> Iterator[tuple[Kept, Kept]]:
    return ((one, other) for one in kept for other in kept if one is not other)


class _Trial:
    """Counts what was tried, and writes down what came out wrongly."""

    def __init__(self, port: ServerPort) -> None:
        self._port = port
        self.found: dict[str, tuple[int, list[str]]] = {}

    def alter(self, one: Kept) -> None:
        """Its own answer, then every altered one."""
        self._feed(_UNALTERED, one, one.last, type(one.outcome))
        for name, answer in _altered(one.last):
            self._feed(name, one, answer, Unmapped)

    def swap(self, one: Kept, other: Kept) -> None:
        """The answer of another conversation: of the twin, or of a method that answers with something else."""
        if one.method == other.method:
            self._feed(_TWIN, one, other.last, type(other.outcome))
        elif isinstance(other.outcome, Accepted) and _kind_of(one) != _kind_of(other):
            self._feed("answer of another method", one, other.last, Unmapped, f", of {other.method}(),")

    def _feed(self, check: str, one: Kept, answer: Response, expected: type[Outcome], of: str = "") -> None:
        tried, wrong = self.found.get(check, (0, []))
        came = _hold_again(one, answer, self._port)
        if came != expected.__name__:
            wrong = [*wrong, f"{one.method}(): {check}{of} came out {came}, not {expected.__name__}"]
        self.found[check] = (tried + 1, wrong)


def _kind_of(one: Kept) -> str:
    return _ALIKE.get(one.method, one.method)


def _altered(answer: Response) -> Iterator[tuple[str, Response]]:
    """The answer in every way in which it is none; what it does not have (a body, a content type) cannot be altered."""
    if text := answer.body.rstrip():
        yield "empty body", replace(answer, body=b"")
        yield "half of the body", replace(answer, body=text[: len(text) // 2])
        yield "body without its end", replace(answer, body=text[:-1])
        yield "body of garbage", replace(answer, body=_GARBAGE)
        yield "page of a proxy", replace(answer, body=_PAGE)
    if answer.header("content-type") is not None:
        yield "other content type", replace(answer, headers=_labeled(answer, "text/html; charset=utf-8"))
        yield "server error", replace(answer, status=502, headers=_labeled(answer, "text/html"), body=_PAGE)


def _labeled(answer: Response, media_type: str) -> tuple[tuple[str, str], ...]:
    kept = tuple((name, value) for name, value in answer.headers if name.lower() != "content-type")
    return (*kept, ("content-type", media_type))


def _hold_again(one: Kept, last: Response, port: ServerPort) -> str:
    """What the conversation comes to with another last answer: the name of the outcome, or what went wrong."""
    answers = iter((*one.answers[:-1], last))
    try:
        conversation = one.begin(port)
        next(conversation)
        for _ in range(_MOST_REQUESTS):
            conversation.send(next(answers, last))
    except StopIteration as ended:
        return type(ended.value).__name__
    except AdapterError as error:
        return f"as an error: {error}"
    return f"to no end after {_MOST_REQUESTS} requests"
