import asyncio
import json
from datetime import timedelta

import pytest

from harness.protocol.codes import BY_CODE
from harness.protocol.encoding import strict_json
from harness.protocol.messages.problem import MEDIA_TYPE, Problem
from harness.reference import problems
from harness.reference.settings import Limits
from harness.world.ports import Accepted, Refused, Request


def play(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def problem_of(response) -> Problem:
    assert response.header("content-type") == MEDIA_TYPE
    problem = strict_json.decode(response.body, Problem)
    assert problem.status == response.status == BY_CODE[problem.code].status
    return problem


def answer_to(running, request: Request, **changes):
    async def ask():
        async with running.start(**changes) as server:
            return await server.exchange(request)

    return play(ask())


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/nowhere", "NOT_FOUND"),
        ("GET", "/v1/enrollment/sessions/", "NOT_FOUND"),
        ("DELETE", "/v1/enrollment/sessions", "METHOD_NOT_ALLOWED"),
        ("POST", "/health", "METHOD_NOT_ALLOWED"),
        ("POST", "/openapi.json", "METHOD_NOT_ALLOWED"),
        ("POST", "/v1/enrollment/sessions", "UNSUPPORTED_MEDIA_TYPE"),
        ("GET", "/v1/identity", "PROOF_MISSING"),
        ("GET", "/test/audit?after=x", "MALFORMED"),
    ],
)
def test_every_refusal_is_a_problem_document(running, method, path, code):
    assert problem_of(answer_to(running, Request(method=method, path=path))).code == code


def test_a_problem_is_told_in_the_language_of_the_caller(running):
    request = Request(method="GET", path="/nowhere", headers=(("accept-language", "ar-KW, en;q=0.5"),))
    response = answer_to(running, request)
    assert response.header("content-language") == "ar"
    assert problem_of(response).title == BY_CODE["NOT_FOUND"].title_ar


def test_test_hooks_are_not_there_unless_asked_for(running):
    response = answer_to(running, Request(method="GET", path="/test/clock"), test_hooks=False)
    assert problem_of(response).code == "TEST_HOOK_DISABLED"


def test_a_body_beyond_the_limit_is_refused(running):
    headers = (("content-type", "application/json"),)
    request = Request(method="POST", path="/v1/enrollment/sessions", headers=headers, body=b"x" * 70_000)
    assert problem_of(answer_to(running, request)).code == "TOO_LARGE"


def test_a_crash_is_generic_with_a_trace_and_nothing_else(running):
    def broken(_device):
        raise KeyError("secret 290010100003")

    async def ask():
        async with running.start(rules=running.rules(present=broken)) as server:
            phone = server.phone()
            request = next(server.adapter.state(phone.next_caller()))
            return await server.exchange(request), server.log

    response, log = play(ask())
    assert problem_of(response).code == "GENERIC"
    assert b"secret" not in response.body
    assert "secret" not in log.getvalue()
    assert response.header("trace-id") in problem_of(response).instance


@pytest.mark.parametrize("broken_code", ["NOT_REGISTERED", None])
def test_a_refusal_that_cannot_be_rendered_is_generic(running, broken_code):
    def broken(refusal, telling):
        if broken_code in (refusal.code, None):
            raise ValueError("secret 290010100003")
        return problems.render(refusal, telling)

    async def ask():
        async with running.start(rules=running.rules(problem=broken)) as server:
            return await server.exchange(next(server.adapter.state(server.phone().next_caller()))), server.log

    response, log = play(ask())
    assert problem_of(response).code == "GENERIC"
    assert "secret" not in log.getvalue()
    assert response.header("trace-id") in problem_of(response).instance


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"confirmed":true,"confirmed":true}', "MALFORMED"),
        (b'{"confirmed":true,"pin":"123456"}', "FIELD_NOT_ALLOWED"),
        (b"{}", "FIELD_REQUIRED"),
        (b'{"confirmed":"yes"}', "MALFORMED"),
        (b"[]", "MALFORMED"),
        (rb'{"\ud800":1}', "MALFORMED"),
        (rb'{"confirmed":"\ud800"}', "MALFORMED"),
        (b'{"confirmed":1e999}', "MALFORMED"),
        (b"", "MALFORMED"),
        (b"[" * 100_000, "TOO_LARGE"),
        (b"[" * 60_000, "MALFORMED"),
    ],
)
def test_a_body_is_read_strictly(running, body, code):
    async def ask():
        async with running.start() as server:
            phone = server.phone()
            await phone.open()
            request = next(server.adapter.confirm(phone.next_caller()))
            return await server.exchange(Request(method="POST", path=request.path, headers=request.headers, body=body))

    assert problem_of(play(ask())).code == code


def test_a_proof_serves_once(running):
    async def ask():
        async with running.start() as server:
            request = next(server.adapter.state(server.phone().next_caller()))
            return await server.exchange(request), await server.exchange(request)

    first, second = play(ask())
    assert [problem_of(each).code for each in (first, second)] == ["NOT_REGISTERED", "PROOF_REPLAYED"]


def test_a_session_belongs_to_its_key_and_its_token(running):
    async def ask():
        async with running.start() as server:
            mine, other = server.phone(), server.phone("other")
            await mine.open()
            await other.open()
            stolen = server.phone()
            stolen.caller = mine.caller.__class__(**{**vars(mine.caller), "key": stolen.key})
            by_other_key = await stolen.do("status")
            crossed = server.phone()
            crossed.caller = mine.caller.__class__(**{**vars(mine.caller), "session": other.caller.session})
            by_other_token = await crossed.do("status")
            forged = server.phone()
            forged.caller = mine.caller.__class__(**{**vars(mine.caller), "access": mine.caller.access[:-2] + "zz"})
            return by_other_key.reason, by_other_token.reason, (await forged.do("status")).reason

    assert play(ask()) == ("PROOF_KEY_MISMATCH", "NOT_FOUND", "SESSION_REQUIRED")


def test_a_repeated_request_has_the_same_bytes_and_no_second_effect(running):
    async def ask():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_otp_sent()
            await server.inbox.code(1)
            answers = []
            for _ in range(2):
                request = next(server.adapter.resend(phone.next_caller("same-key-1")))
                answers.append(await server.exchange(request))
            await server.inbox.code(2)
            return answers, len(server.inbox.messages)

    (first, second), messages = play(ask())
    assert (first.status, first.body) == (second.status, second.body)
    assert (first.header("idempotent-replayed"), second.header("idempotent-replayed")) == (None, "true")
    assert messages == 2


def test_opening_again_under_one_key_gives_the_same_session(running):
    async def ask():
        async with running.start() as server:
            phone = server.phone()
            return await phone.open(key="opening-key"), await phone.open(key="opening-key")

    first, second = play(ask())
    assert first == second


def test_simultaneous_repetitions_act_once(running):
    async def ask():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_otp_sent()
            requests = [next(server.adapter.resend(phone.next_caller("same-key-1"))) for _ in range(8)]
            answers = await asyncio.gather(*(server.exchange(request) for request in requests))
            await server.inbox.code(2)
            return {(answer.status, answer.body) for answer in answers}, len(server.inbox.messages)

    answers, messages = play(ask())
    assert (len(answers), messages) == (1, 2)


def test_a_key_stands_for_one_request(running):
    async def ask():
        async with running.start() as server:
            phone, other = server.phone(), server.phone("other")
            for each in (phone, other):
                await each.open()
            first = await phone.do("accept", key="shared-key", terms_version="2026-01")
            conflict = await phone.do("accept", key="shared-key", terms_version="2020-01")
            foreign = await other.do("accept", key="shared-key", terms_version="2026-01")
            return first, conflict, foreign

    first, conflict, foreign = play(ask())
    assert isinstance(first, Accepted)
    assert isinstance(conflict, Refused)
    assert conflict.reason == "KEY_CONFLICT"
    assert isinstance(foreign, Accepted)


def test_a_repeated_wrong_code_counts_once(running):
    async def ask():
        async with running.start() as server:
            phone = server.phone()
            await phone.to_otp_sent()
            outcomes = [await phone.do("otp", key="wrong-code-key", code="x") for _ in range(3)]
            return [(each.reason, each.facts.tries_left) for each in outcomes]

    assert play(ask()) == [("OTP_INVALID", 2)] * 3


def test_a_post_needs_an_idempotency_key(running):
    async def ask():
        async with running.start() as server:
            request = next(server.adapter.resend(server.phone().next_caller()))
            phone = server.phone()
            await phone.open()
            request = next(server.adapter.confirm(phone.next_caller()))
            headers = tuple(header for header in request.headers if header[0] != "idempotency-key")
            return await server.exchange(Request(method="POST", path=request.path, headers=headers, body=request.body))

    assert problem_of(play(ask())).code == "IDEMPOTENCY_KEY_REQUIRED"


def test_a_device_that_asks_too_often_must_wait(running):
    async def ask():
        async with running.start(limits=Limits(requests_per_s=0.001, burst=2)) as server:
            phone = server.phone()
            return [await phone.do("state") for _ in range(3)]

    outcomes = play(ask())
    assert [outcome.reason for outcome in outcomes] == ["NOT_REGISTERED", "NOT_REGISTERED", "THROTTLED"]
    assert outcomes[-1].facts.retry_after_s == 1


def test_a_peer_with_many_keys_must_wait(running):
    async def ask():
        async with running.start(limits=Limits(peer_requests_per_s=0.001, peer_burst=2)) as server:
            return [await server.phone().do("state") for _ in range(3)]

    assert [outcome.reason for outcome in play(ask())] == ["NOT_REGISTERED", "NOT_REGISTERED", "THROTTLED"]


def test_proofs_that_do_not_hold_use_up_no_memory(running):
    async def ask():
        async with running.start(limits=Limits(proofs_remembered=1)) as server:
            late = server.phone()
            late.skew = timedelta(days=1)
            refusals = [(await late.do("state")).reason for _ in range(3)]
            return [*refusals, (await server.phone().do("state")).reason]

    assert play(ask()) == ["CLOCK_SKEW"] * 3 + ["NOT_REGISTERED"]


def test_simultaneous_uses_of_a_proof_serve_once(running):
    async def ask():
        async with running.start() as server:
            request = next(server.adapter.state(server.phone().next_caller()))
            answers = await asyncio.gather(*(server.exchange(request) for _ in range(8)))
            return sorted(problem_of(answer).code for answer in answers)

    assert play(ask()) == ["NOT_REGISTERED"] + ["PROOF_REPLAYED"] * 7


def test_ready_says_what_is_missing(running):
    response = answer_to(running, Request(method="GET", path="/ready"))
    assert (response.status, json.loads(response.body)["sms"]) == (200, "ok")


def test_the_published_description_names_every_operation(running):
    document = json.loads(answer_to(running, Request(method="GET", path="/openapi.json")).body)
    assert document["openapi"] == "3.1.0"
    assert "post" in document["paths"]["/v1/enrollment/sessions/{session_id}/selfie"]
