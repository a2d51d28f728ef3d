"""Ctrl-C waits for a moment that suits, and a second one does not."""

import signal
import threading

import pytest

from harness.interrupts import interrupts_held


def interrupted(times, done):
    with interrupts_held() as raise_if_interrupted:
        raise_if_interrupted()
        for _ in range(times):
            signal.raise_signal(signal.SIGINT)
        done.append("the work at hand")
        raise_if_interrupted()
        done.append("more")


@pytest.mark.parametrize(("times", "expected"), [(1, ["the work at hand"]), (2, [])])
def test_an_interrupt_waits_until_it_is_asked_for_and_a_second_one_does_not(times, expected):
    done = []
    with pytest.raises(KeyboardInterrupt):
        interrupted(times, done)
    assert done == expected


def test_afterwards_an_interrupt_is_what_it_was():
    before = signal.getsignal(signal.SIGINT)
    with interrupts_held():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_is_not_held_up():
    asked = []

    def work():
        with interrupts_held() as raise_if_interrupted:
            raise_if_interrupted()
            asked.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert asked == [True]
