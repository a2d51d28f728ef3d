"""Files that are no usable picture are refused by a code, in time and memory, and nobody else feels them."""

import pytest

from conformance.marks import proves
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.bad_files import BAD_FILES, turned
from conformance.matchers.expect import MatcherExpect, is_named_refusal, told
from conformance.matchers.pictures import Picture, Pictures
from conformance.matchers.port import Comparison, Operation
from conformance.matchers.session import MatcherSession
from simulators.journey import WayBlockedError

NEAR = 0.1
"""Scores of an upright picture and of the same set upright lie no further apart than this share of their scale."""
LARGE = ("40 megapixels", "decompression bomb")


def bad_file(name: str, pictures: Pictures) -> Picture:
    return Picture(name, BAD_FILES[name](pictures.selfie(0).file))


@proves("MAT-011", case="zero bytes to CMYK")
@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_refused_by_a_code(
    name: str, operation: Operation, watched: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    answer = watched.ask(operation, pictures.asked(operation, 0, bad_file(name, pictures)))
    expect.refused_by_name(answer, what=f"{operation}: {name}")


@proves("MAT-012", case="pictures that unpack to very many pixels", needs=["process"], required=False)
@pytest.mark.parametrize("name", LARGE)
def test_large_picture_takes_bounded_memory(
    name: str, operation: Operation, run: MatcherSession, watched: AskedMatcher, expect: MatcherExpect
) -> None:
    pictures = run.pictures
    watched.memory()
    watched.ask(operation, pictures.asked(operation, 0))
    before, died_before = watched.memory(), watched.crashes
    watched.ask(operation, pictures.asked(operation, 0, bad_file(name, pictures)))
    expect.equal(watched.crashes - died_before, 0, what="processes that ended, whose memory nobody can see any more:")
    after = watched.memory()
    if before is None or after is None:
        raise WayBlockedError("see the memory of the matcher", None)
    most, grown = run.target.reach.memory_bytes, after - before
    expect.holds(
        expected=f"at most {most >> 20} MiB more", observed=f"{max(grown, 0) >> 20} MiB more", so=grown <= most
    )


@proves("MAT-013", case="a good picture after each of those files")
@pytest.mark.parametrize("name", BAD_FILES)
def test_good_picture_is_answered_after_a_bad_file(
    name: str, operation: Operation, run: MatcherSession, watched: AskedMatcher, expect: MatcherExpect
) -> None:
    pictures = run.pictures
    (person,) = run.people(1)
    files = pictures.asked(operation, person)
    before, died_before = watched.ask(operation, files), watched.crashes
    watched.ask(operation, pictures.asked(operation, 0, bad_file(name, pictures)))
    expect.equal(watched.crashes - died_before, 0, what="processes or connections that ended:")
    after = watched.ask(operation, files)
    expect.same_answer(before, after, watched.identity, what=f"{operation} after {name}")


@proves("MAT-014", case="a good selfie that Exif turns")
def test_turned_picture_is_set_upright_or_refused(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    span = comparing.identity.score_high - comparing.identity.score_low
    for person in run.people(3):
        portrait, selfie = pictures.portrait(person), pictures.selfie(person)
        lying = Picture(f"{selfie.name}, turned by Exif", turned(selfie.file))
        upright = expect.compared(comparing.compare(portrait, selfie), what=f"person {person}, upright")
        answer = comparing.compare(portrait, lying)
        score = answer.score if isinstance(answer, Comparison) else None
        is_near = score is not None and abs(score - upright) <= NEAR * span
        expect.holds(
            expected=f"refused by a code, or a score near {upright}",
            observed=told(answer),
            so=is_named_refusal(answer) or is_near,
        )
