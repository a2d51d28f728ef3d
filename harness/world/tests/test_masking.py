"""Secrets in evidence: gone, yet equal ones stay equal."""

import json

from harness.world.masking import Masker

MASKER = Masker(b"key of a run")


def test_equal_secrets_have_equal_tokens():
    assert MASKER.token("otp", "123456") == MASKER.token("otp", "123456")
    assert MASKER.token("otp", "123456") != MASKER.token("otp", "123457")


def test_tokens_of_two_runs_differ():
    assert MASKER.token("otp", "123456") != Masker(b"another").token("otp", "123456")


def test_secret_fields_are_replaced_by_name():
    masked = json.loads(MASKER.body(b'{"code":"123456","session":{"access_token":"abc"},"state":"OPENED"}'))
    assert masked["code"].startswith("otp:")
    assert masked["session"]["access_token"].startswith("token:")
    assert masked["state"] == "OPENED"


def test_the_code_of_a_problem_document_stays():
    assert json.loads(MASKER.body(b'{"code":"OTP_INVALID"}'))["code"] == "OTP_INVALID"


def test_secret_headers_are_replaced():
    masked = MASKER.headers((("Authorization", "DPoP abc"), ("DPoP", "a.b.c"), ("Accept", "x")))
    assert masked["authorization"].startswith("token:")
    assert masked["dpop"].startswith("proof:")
    assert masked["accept"] == "x"


def test_learned_secrets_are_replaced_in_free_text_as_whole_numbers():
    masker = Masker(b"key")
    masker.learn("otp", "123456")
    assert "123456" not in masker.text("your code is 123456.")
    assert masker.text("number 91234567 stays") == "number 91234567 stays"


def test_fields_and_headers_are_also_known_by_their_ending():
    masked = json.loads(MASKER.body(b'{"refresh_token":"abc","app_pin":739164,"pin_state":"set","code":422}'))
    assert masked["refresh_token"].startswith("token:")
    assert masked["app_pin"].startswith("pin:")
    assert masked["pin_state"] == "set"
    assert MASKER.headers((("X-Auth-Token", "abc"),))["x-auth-token"].startswith("token:")


def test_numbers_may_be_left_in_a_text_of_many():
    masker = Masker(b"key")
    masker.learn("otp", "639164")
    assert masker.text("21:47:39.639164Z", numbers=False) == "21:47:39.639164Z"


def test_an_image_is_only_counted():
    assert MASKER.body(b"\xff\xd8\xff") == "<3 bytes>"
