"""A call that does not return is given up, and one that fails fails where it was made."""

import threading

import pytest

from simulators.card.readers.patient import Patient


def test_calls_are_made_in_their_order():
    patient = Patient(lambda number: number + 1, patience_s=10)
    assert [patient(1), patient(2), patient(3)] == [2, 3, 4]


def test_error_of_a_call_is_raised_where_it_was_made_and_the_next_call_works():
    patient = Patient(lambda number: 6 // number, patience_s=10)
    with pytest.raises(ZeroDivisionError):
        patient(0)
    assert patient(3) == 2


def test_call_that_does_not_return_is_given_up():
    never = threading.Event()
    patient = Patient(lambda _: never.wait(), patience_s=0.05)
    with pytest.raises(TimeoutError):
        patient(1)
    never.set()
