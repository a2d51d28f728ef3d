"""Workers hear no Ctrl-C, compute in one thread each, and drop what they have not begun when their master is done."""

import os
import signal
import time

import cv2
import pytest

from harness.commandline import HarnessError
from simulators.faces.crew import cores, crew_of

_told = []


def condition():
    """What a worker finds: signals that it does not hear, and its threads."""
    deaf_to = signal.pthread_sigmask(signal.SIG_BLOCK, set())
    return {signal.SIGINT, signal.SIGTERM} <= deaf_to, os.environ["OMP_NUM_THREADS"], cv2.getNumThreads()


def learn(tool):
    _told.append(tool)


def learned():
    return _told


def written(file):
    file.touch()
    time.sleep(0.05)


def test_worker_hears_no_ctrl_c_and_computes_in_one_thread(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    with crew_of(1) as crew:
        assert crew.submit(condition).result() == (True, "1", 1)
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, set())


def test_worker_is_prepared_with_its_tools():
    with crew_of(1, learn, "tool") as crew:
        assert crew.submit(learned).result() == ["tool"]


def test_work_that_was_not_begun_is_dropped_at_the_end(tmp_path):
    with crew_of(1) as crew:
        for number in range(100):
            begun = crew.submit(written, tmp_path / str(number))
            if number == 0:
                begun.result()
    assert 1 <= len(list(tmp_path.iterdir())) < 50


def test_worker_that_dies_is_one_sentence():
    with pytest.raises(HarnessError, match=r"^a worker died; the same command goes on"), crew_of(1) as crew:
        crew.submit(os._exit, 1).result()


def test_cores_are_those_that_this_process_may_use():
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert cores() == 1
    finally:
        os.sched_setaffinity(0, allowed)
