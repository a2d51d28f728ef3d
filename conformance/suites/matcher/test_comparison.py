"""A comparison is between the portrait that is given and the selfie that is given, and nothing else."""

from conformance.marks import proves
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import MatcherExpect
from conformance.matchers.pictures import Pictures
from conformance.matchers.session import MatcherSession

PEOPLE = 5


@proves("FAC-002", case="portrait with itself")
def test_portrait_matches_itself(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    threshold = comparing.identity.threshold
    for person in run.people(PEOPLE):
        portrait = pictures.portrait(person)
        score = expect.compared(comparing.compare(portrait, portrait), what=f"portrait of {person} with itself")
        expect.holds(expected=f"at least {threshold}", observed=f"{score}", so=score >= threshold)


@proves("FAC-002", case="one selfie, several portraits")
def test_score_depends_on_the_portrait(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    first, *others = run.people(PEOPLE)
    scores = {
        expect.compared(comparing.compare(pictures.portrait(person), pictures.selfie(first)), what=f"portrait {person}")
        for person in (first, *others)
    }
    expect.holds(expected="several scores", observed=f"{sorted(scores)}", so=len(scores) > 1)


@proves("FAC-002", case="one portrait, several selfies")
def test_score_depends_on_the_selfie(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    first, *others = run.people(PEOPLE)
    scores = {
        expect.compared(comparing.compare(pictures.portrait(first), pictures.selfie(person)), what=f"selfie {person}")
        for person in (first, *others)
    }
    expect.holds(expected="several scores", observed=f"{sorted(scores)}", so=len(scores) > 1)


@proves("FAC-003", case="the same selfie with one portrait, then with another")
def test_portrait_that_is_given_counts_and_not_the_one_before(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    person, other = run.people(2)
    selfie = pictures.selfie(person)
    comparing.renew()
    alone = comparing.compare(pictures.portrait(other), selfie)
    expect.compared(alone, what="the other portrait, first of all")
    comparing.renew()
    expect.compared(comparing.compare(pictures.portrait(person), selfie), what="the person's own portrait")
    after = comparing.compare(pictures.portrait(other), selfie)
    expect.same_answer(alone, after, comparing.identity, what="the other portrait, after that one")
