"""The adapter of our wire: what it sends, and that it reads nothing but what was published."""

import json
from datetime import UTC, datetime

import pytest

from harness.adapters.hawiya import HawiyaAdapter
from harness.protocol.codes import BY_CODE
from harness.protocol.encoding import jose
from harness.protocol.messages.enrollment import ApplicantData
from harness.world.ports import Accepted, Caller, Refused, Request, Response, Unmapped, converse
from simulators.entropy import Entropy
from simulators.phone.keystore import PhoneKeyStore

ADAPTER = HawiyaAdapter("http://server.example/")
KEY = PhoneKeyStore(Entropy(1).p256_private_key("test"))
NOW = datetime(2026, 5, 1, tzinfo=UTC)
CALLER = Caller(key=KEY, now=NOW, fresh=lambda: "fresh", idempotency_key="k", session="s1", access="t1", language="ar")
SESSION = {"session_id": "s1", "state": "DATA_ENTERED", "expires_at": "2026-05-01T00:30:00Z"}


def problem(code: str, /, **changes: object) -> bytes:
    row = BY_CODE[code]
    document = {
        "type": f"urn:x:{code}", "title": row.title_en, "status": row.status, "detail": "d", "instance": "i",
        "code": code, "retry": str(row.retry), "remedy": {"en": "e", "ar": "a"},
    }  # fmt: skip
    return json.dumps({**document, **changes}).encode()


def submit(status: int, body: bytes, media_type: str = "application/json"):
    seen: list[Request] = []

    def exchange(request: Request) -> Response:
        seen.append(request)
        return Response(status=status, headers=(("Content-Type", media_type),), body=body)

    return converse(ADAPTER.submit(CALLER, data=ApplicantData(civil_number="1")), exchange), seen[0]


def test_a_request_carries_proof_token_key_and_language():
    _, request = submit(200, json.dumps(SESSION).encode())
    headers = dict(request.headers)
    assert (request.method, request.path) == ("POST", "/v1/enrollment/sessions/s1/data")
    assert headers["authorization"] == "DPoP t1"
    assert headers["idempotency-key"] == "k"
    assert headers["accept-language"] == "ar"
    proof = jose.read_dpop(headers["dpop"])
    assert proof.thumbprint == KEY.thumbprint()
    proof.check(method="POST", uri="http://server.example" + request.path, now=NOW, tolerance_s=0, access_token="t1")


def test_a_published_answer_is_accepted():
    outcome, _ = submit(200, json.dumps(SESSION).encode())
    assert isinstance(outcome, Accepted)
    assert outcome.facts.state == "DATA_ENTERED"


def test_a_problem_document_is_a_refusal():
    outcome, _ = submit(
        422, problem("CIVIL_NO_INVALID", field="civil_number"), "application/problem+json; charset=utf-8"
    )
    assert isinstance(outcome, Refused)
    assert (outcome.reason, outcome.facts.field) == ("CIVIL_NO_INVALID", "civil_number")


def converse_with(conversation, *answers: dict):
    replies = iter(answers)
    headers = (("content-type", "application/json"),)
    return converse(
        conversation, lambda _request: Response(status=200, headers=headers, body=json.dumps(next(replies)).encode())
    )


def test_a_certificate_that_is_no_base64_is_unmapped():
    answer = {"session": SESSION, "certificate": "a!c", "chain": []}
    assert isinstance(converse_with(ADAPTER.issue(CALLER), answer), Unmapped)


def test_an_audit_export_that_goes_in_circles_is_unmapped():
    record = {"sequence": 1, "at": "2026-05-01T00:00:00Z", "action": "open", "outcome": "accepted"}
    page = {"records": [record], "next_after": 1}
    assert isinstance(converse_with(ADAPTER.audit(after=0), page, page, page), Unmapped)


@pytest.mark.parametrize(
    ("status", "body", "media_type"),
    [
        (200, b"", "application/json"),
        (200, b"{}", "application/json"),
        (200, json.dumps({**SESSION, "extra": 1}).encode(), "application/json"),
        (200, json.dumps({**SESSION, "state": "DONE"}).encode(), "application/json"),
        (201, json.dumps(SESSION).encode(), "application/json"),
        (200, json.dumps(SESSION).encode(), "text/html"),
        (422, problem("CIVIL_NO_INVALID"), "application/json"),
        (400, problem("CIVIL_NO_INVALID"), "application/problem+json"),
        (422, problem("CIVIL_NO_INVALID", code="NEW_CODE"), "application/problem+json"),
        (422, problem("CIVIL_NO_INVALID")[:-5], "application/problem+json"),
        (500, b"<html>Internal Server Error</html>", "text/html"),
    ],
)
def test_anything_else_is_unmapped(status, body, media_type):
    outcome, _ = submit(status, body, media_type)
    assert isinstance(outcome, Unmapped)
