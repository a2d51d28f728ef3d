"""The same files get the same answer: again, after other questions, and from another process."""

from conformance.marks import proves
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import MatcherExpect
from conformance.matchers.pictures import Pictures
from conformance.matchers.port import Operation
from conformance.matchers.session import MatcherSession

OTHERS = range(6, 12)


@proves("MAT-005", case="the same question twice")
def test_same_question_gets_the_same_answer(
    operation: Operation, run: MatcherSession, matcher: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    for person in run.people(3):
        files = pictures.asked(operation, person)
        first, second = matcher.ask(operation, files), matcher.ask(operation, files)
        expect.same_answer(first, second, matcher.identity, what=f"{operation}, person {person}, again")


@proves("MAT-005", case="other questions in between")
def test_other_questions_change_no_answer(
    operation: Operation, run: MatcherSession, matcher: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    (person,) = run.people(1)
    files = pictures.asked(operation, person)
    first = matcher.ask(operation, files)
    for other in OTHERS:
        matcher.ask(operation, pictures.asked(operation, other))
    again = matcher.ask(operation, files)
    expect.same_answer(first, again, matcher.identity, what=f"{operation} after {len(OTHERS)} others")


@proves("MAT-006", case="the same question to another process", needs=["process"], required=False)
def test_new_process_gives_the_same_answer(
    operation: Operation, run: MatcherSession, matcher: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    (person,) = run.people(1)
    files = pictures.asked(operation, person)
    first = matcher.ask(operation, files)
    matcher.renew()
    again = matcher.ask(operation, files)
    expect.same_answer(first, again, matcher.identity, what=f"{operation} in a new process")
