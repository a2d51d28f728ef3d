"""The reference matcher as a process: it answers lines and HTTP in the same words, and a broken question costs one answer."""

import json
import subprocess
import sys
import threading
from base64 import b64encode

import cv2
import httpx
import numpy as np
import pytest

from harness.reference.face.offer import OfferedMatcher, answered
from harness.world.faces import FILE_REASONS

PROGRAM = [sys.executable, "-m", "harness.reference.face.offer"]


@pytest.fixture(scope="session")
def offered(matcher):
    return OfferedMatcher(matcher)


def text(picture):
    return b64encode(picture).decode()


def test_it_says_who_it_is_and_what_its_scores_mean(offered):
    identity = answered(offered, "identify", {})
    assert identity["score_low"] <= identity["threshold"] <= identity["score_high"]
    assert identity["offers"] == ["compare", "quality", "attack"]


def test_comparison_has_a_score_within_its_bounds(offered, pictures):
    answer = answered(offered, "compare", {"portrait": text(pictures.portrait(0)), "selfie": text(pictures.selfie(0))})
    assert set(answer) == {"score"}
    assert 0 <= answer["score"] <= 1


@pytest.mark.parametrize("operation", ["compare", "attack"])
def test_what_is_no_picture_is_refused_by_its_reason(offered, pictures, operation):
    question = {"portrait": text(pictures.portrait(0)), "selfie": "", "images": [""]}
    assert answered(offered, operation, question) == {"failure": "NOT_AN_IMAGE"}


def test_quality_has_components_and_reasons(offered, pictures):
    good = answered(offered, "quality", {"image": text(pictures.selfie(0))})
    assert all(-1 <= value <= 100 for value in good["components"].values())
    assert set(answered(offered, "quality", {"image": text(b"%PDF-1.7")})["reasons"]) <= set(FILE_REASONS)


def test_frames_are_what_most_of_them_show(offered, pictures):
    """One false alarm does not make a movement an attack, one frame of a person does not hide an instrument."""
    live, card = text(pictures.selfie(0)), text(pictures.attack(0, "card", "civil_card"))
    seen = {shown: answered(offered, "attack", {"images": [live, shown, card]}) for shown in (live, card)}
    assert (seen[live]["is_attack"], seen[card]["is_attack"]) == (False, True)
    assert seen[card]["score"] == answered(offered, "attack", {"images": [card]})["score"]


def test_frame_without_a_face_is_left_out_unless_most_are_so(offered, pictures):
    wall = cv2.imencode(".jpg", np.full((450, 360, 3), 128, np.uint8))[1].tobytes()
    live, nobody = text(pictures.selfie(0)), text(wall)
    alone = answered(offered, "attack", {"images": [live]})
    assert answered(offered, "attack", {"images": [live, nobody, live]}) == alone
    assert answered(offered, "attack", {"images": [nobody, live, nobody]}) == {"failure": "NO_FACE"}


@pytest.mark.parametrize(
    ("operation", "question"),
    [
        ("guess", {}),
        ("quality", {}),
        ("quality", {"image": 7}),
        ("quality", {"image": "?"}),
        ("attack", {"images": []}),
    ],
)
def test_question_that_does_not_hold_is_an_error(offered, operation, question):
    with pytest.raises((ValueError, KeyError, TypeError)):
        answered(offered, operation, question)


def test_lines_are_answered_one_by_one_and_a_broken_one_costs_one_answer():
    asked = [
        b'{"id": 0, "operation": "identify"}',
        b"nonsense",
        b"[" * 100_000,
        b'{"id": 3, "operation": "quality", "image": ""}',
    ]
    ended = subprocess.run(PROGRAM, input=b"\n".join(asked) + b"\n", capture_output=True, timeout=60, check=True)
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [0, None, None, 3]
    assert "error" in answers[1]
    assert "error" in answers[2]
    assert answers[3]["reasons"] == ["NOT_AN_IMAGE"]


def test_server_answers_in_the_same_words():
    with subprocess.Popen([*PROGRAM, "--http", "0"], stdout=subprocess.PIPE) as process:
        ended = threading.Timer(60, process.kill)
        ended.start()
        try:
            url = process.stdout.readline().decode().strip()
            assert httpx.get(url, timeout=20).json()["name"] == "hawiya reference matcher"
            assert httpx.post(f"{url}/quality", json={"image": ""}, timeout=20).json()["reasons"] == ["NOT_AN_IMAGE"]
            assert httpx.post(f"{url}/quality", content=b"x", timeout=20).status_code == 400
            assert httpx.get(f"{url}/elsewhere", timeout=20).status_code == 404
        finally:
            ended.cancel()
            process.kill()
