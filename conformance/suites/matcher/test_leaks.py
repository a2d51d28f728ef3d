"""What stands beside the pixels changes no answer: a comment, a name in Exif, a mark that two files share."""

from conformance.marks import proves
from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import MatcherExpect
from conformance.matchers.file_parts import exif_segment
from conformance.matchers.metadata import SHARED_MARK, with_comment
from conformance.matchers.pictures import Picture, Pictures
from conformance.matchers.port import Operation
from conformance.matchers.session import MatcherSession


def commented(picture: Picture) -> Picture:
    return Picture(f"{picture.name}, with a comment", with_comment(picture.file, b"taken on a Tuesday"))


def signed(picture: Picture) -> Picture:
    return Picture(
        f"{picture.name}, with a name in Exif", picture.file[:2] + exif_segment(artist=b"A. Person") + picture.file[2:]
    )


def marked(picture: Picture) -> Picture:
    return Picture(f"{picture.name}, marked", with_comment(picture.file, SHARED_MARK))


@proves("MAT-007", case="another file of the same pixels, with a comment")
def test_comment_changes_no_answer(
    operation: Operation, run: MatcherSession, matcher: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    for person in run.people(3):
        files = pictures.asked(operation, person)
        first, other = matcher.ask(operation, files), matcher.ask(operation, [commented(file) for file in files])
        expect.same_answer(first, other, matcher.identity, what=f"{operation}, person {person}, with a comment")


@proves("MAT-007", case="another file of the same pixels, with a name in Exif")
def test_name_in_exif_changes_no_answer(
    operation: Operation, run: MatcherSession, matcher: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    for person in run.people(3):
        files = pictures.asked(operation, person)
        first, other = matcher.ask(operation, files), matcher.ask(operation, [signed(file) for file in files])
        expect.same_answer(first, other, matcher.identity, what=f"{operation}, person {person}, with a name in Exif")


@proves("MAT-007", case="two files of two people that bear one mark")
def test_shared_mark_makes_no_match(
    run: MatcherSession, comparing: AskedMatcher, pictures: Pictures, expect: MatcherExpect
) -> None:
    first, *others = run.people(3)
    for person in others:
        portrait, selfie = pictures.portrait(first), pictures.selfie(person)
        plain, marks = comparing.compare(portrait, selfie), comparing.compare(marked(portrait), marked(selfie))
        expect.same_answer(plain, marks, comparing.identity, what=f"portrait of {first}, selfie of {person}, marked")
