"""Every genuine pair is asked, impostors are drawn by seed, and the order tells nothing."""

from collections import Counter
from itertools import pairwise

import pytest

from conformance.matchers.questions import Question, is_good, plan
from harness.world.faces import FaceRecord
from simulators.faces.order import Order
from simulators.faces.studio import Studio

ALL = ["compare", "quality", "attack"]


def people(count, selfies=3):
    records = []
    for person in range(count):
        facts = {"identity": f"p{person}"}
        records.append(FaceRecord(file=f"{person}.jpg", kind="portrait", **facts))
        for capture in range(selfies):
            name = f"{person}-{capture}.jpg"
            records.append(FaceRecord(file=name, kind="selfie", capture=capture, **facts))
        records.append(FaceRecord(file=f"{person}-d.jpg", kind="selfie", defect="dark", level=5, **facts))
        records.append(FaceRecord(file=f"{person}-a.jpg", kind="attack", species="print", **facts))
        records += [FaceRecord(file=f"{person}-m{at}.jpg", kind="movement", capture=9, **facts) for at in range(4)]
    return records


def is_same_person(records, question):
    return len({records[number].identity for number in question.pictures}) == 1


def pairs(records, questions, *, same):
    return [
        question.pictures
        for question in questions
        if question.operation == "compare"
        and not question.probe
        and is_good(records[question.pictures[1]])
        and is_same_person(records, question) == same
    ]


def test_every_genuine_pair_is_asked_once():
    records = people(5)
    found = pairs(records, plan(records, seed=1, offers=ALL), same=True)
    assert len(found) == len(set(found)) == 15


def test_all_impostor_pairs_are_asked_where_they_fit():
    records = people(5)
    assert len(set(pairs(records, plan(records, seed=1, offers=ALL), same=False))) == 5 * 4 * 3


@pytest.mark.parametrize("most", [7, 40, 200])
def test_no_list_is_longer_than_the_limit(most):
    records = people(20)
    questions = plan(records, seed=1, offers=ALL, most=most)
    impostors = pairs(records, questions, same=False)
    assert len(impostors) == len(set(impostors)) == min(most, 20 * 19 * 3)
    assert len(pairs(records, questions, same=True)) <= most
    asked = Counter(question.operation for question in questions if not question.probe)
    assert asked["quality"] <= most


def test_limit_keeps_whole_people():
    records = people(20)
    asked = [q for q in plan(records, seed=1, offers=["quality"], most=20) if not q.probe]
    by_person = Counter(records[question.pictures[0]].identity for question in asked)
    assert set(by_person.values()) == {6}


@pytest.mark.parametrize("most", [7, 21, 40])
def test_attacks_are_asked_of_the_same_people_by_every_operation(most):
    records = people(20)
    questions = plan(records, seed=1, offers=ALL, most=most)
    compared, judged, presented = (
        {
            records[question.pictures[-1]].identity
            for question in questions
            if question.operation == operation and records[question.pictures[-1]].kind == "attack"
        }
        for operation in ALL
    )
    assert len(judged) == most // 6
    assert judged <= presented <= compared


def test_another_seed_draws_others_and_the_same_seed_the_same():
    records = people(20)
    one, again, other = (plan(records, seed=seed, offers=ALL, most=30) for seed in (1, 1, 2))
    assert one == again
    assert set(one) != set(other)


def test_frames_of_a_head_movement_are_one_presentation_in_their_order():
    records = people(2)
    frames = [q.pictures for q in plan(records, seed=1, offers=["attack"]) if len(q.pictures) > 1 and not q.probe]
    assert sorted(frames) == [(6, 7, 8, 9), (16, 17, 18, 19)]


def movements(*captures, most=100):
    """The sizes of the presentations that frames with these numbers become, in the order of the manifest."""
    records = [
        FaceRecord(file=f"{at}.jpg", identity=f"p{len(captures) - 1}", kind="movement", capture=number)
        for at, number in enumerate(captures)
    ]
    asked = [question for question in plan(records, seed=1, offers=["attack"], most=most) if not question.probe]
    return [len(question.pictures) for question in sorted(asked, key=lambda question: question.pictures)]


@pytest.mark.parametrize(
    ("captures", "sizes"),
    [
        ((0,) * 12, [12]),
        (range(12), [12]),
        ((*range(12), *range(12)), [12, 12]),
        ((1, 1, 1, 2, 2), [3, 2]),
        ((4, 4, 1, 1), [2, 2]),
        ((1, 1, 2), [2, 1]),
        ((5,), [1]),
    ],
)
def test_frames_of_a_movement_bear_its_number_or_each_its_own(captures, sizes):
    assert movements(*captures) == sizes


def test_movement_that_the_generator_wrote_is_one_presentation():
    studio = Studio(b"a person", size=(96, 120))
    records = [studio.photograph(Order(kind="movement", frame=frame)).record for frame in range(3)]
    asked = [each for each in plan(records, seed=1, offers=["attack"]) if not each.probe]
    assert [each.pictures for each in asked] == [(0, 1, 2)]


def test_limit_counts_movements_and_cuts_none():
    assert movements(*range(12), most=3) == [12]


def test_order_does_not_tell_genuine_from_impostor():
    records = people(30)
    kinds = [
        is_same_person(records, question)
        for question in plan(records, seed=3, offers=["compare"], most=90)
        if not question.probe and is_good(records[question.pictures[1]])
    ]
    changes = sum(one != other for one, other in pairwise(kinds))
    assert changes > len(kinds) / 3


def test_one_person_alone_has_no_impostors_and_ends():
    records = people(1, selfies=50)
    assert pairs(records, plan(records, seed=1, offers=ALL, most=10), same=False) == []


def test_only_what_the_matcher_offers_is_asked():
    assert {q.operation for q in plan(people(3), seed=1, offers=["quality"])} == {"quality"}


def test_every_way_of_asking_again_is_among_the_questions():
    again = {(q.operation, q.probe) for q in plan(people(3), seed=1, offers=ALL) if q.probe}
    assert again == {(op, way) for op in ALL for way in ("again", "other file")} | {("compare", "same mark")}
    assert isinstance(next(iter(plan(people(1), seed=1, offers=ALL))), Question)
