"""Fixtures of the tests of matchers: the matcher, where it offers the operation; a test of one that it has not does not apply."""

from collections.abc import Iterator

import pytest

from conformance.marks import NotUnderPolicy
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.pictures import Pictures
from conformance.matchers.port import OPERATIONS, Operation
from conformance.matchers.sameness import are_same
from conformance.matchers.session import MatcherSession
from harness.world.events import Reason


def offering(run: MatcherSession, operation: Operation) -> AskedMatcher:
    """The matcher.

    Raises:
        NotUnderPolicy: it does not offer the operation.
    """
    if operation not in run.info.identity.offers:
        raise NotUnderPolicy(Reason(code="not_offered", facts={"names": operation}))
    return run.matcher


@pytest.fixture
def pictures(run: MatcherSession) -> Pictures:
    """The pictures of the run."""
    return run.pictures


@pytest.fixture
def comparing(run: MatcherSession) -> AskedMatcher:
    """A matcher that compares."""
    return offering(run, "compare")


@pytest.fixture
def judging(run: MatcherSession) -> AskedMatcher:
    """A matcher that judges quality."""
    return offering(run, "quality")


@pytest.fixture
def detecting(run: MatcherSession) -> AskedMatcher:
    """A matcher that detects attacks."""
    return offering(run, "attack")


@pytest.fixture(params=OPERATIONS)
def operation(run: MatcherSession, request: pytest.FixtureRequest) -> Operation:
    """Each operation that the matcher offers."""
    named: Operation = request.param
    offering(run, named)
    return named


@pytest.fixture
def matcher(run: MatcherSession) -> AskedMatcher:
    """The matcher, whatever it offers."""
    return run.matcher


@pytest.fixture
def watched(run: MatcherSession) -> Iterator[AskedMatcher]:
    """The matcher, and a new process or connection afterwards where this one died or no longer answers as before."""
    matcher = run.matcher
    operation = matcher.identity.offers[0]
    files = run.pictures.asked(operation, 0)
    before, died_before = matcher.ask(operation, files), matcher.crashes
    yield matcher
    if matcher.crashes > died_before or not are_same(before, matcher.ask(operation, files), matcher.identity):
        matcher.renew()
