"""Each failure has a stable code and a remedy in Arabic and English (TRB-008)."""

import json
import re
from dataclasses import replace

import pytest

from conformance.expect import Expect
from conformance.marks import proves
from conformance.wire import Rewrite, to, with_field, with_field_twice, with_header
from harness.world.ports import Response
from simulators.journey import Applicant, WayBlockedError

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_CASES: dict[str, tuple[Rewrite, str]] = {
    "unknown-route": (to("/v1/no/such/place"), "NOT_FOUND"),
    "wrong-method": (to("/v1/enrollment/sessions", "DELETE"), "METHOD_NOT_ALLOWED"),
    "unknown-field": (with_field("level", "verified"), "FIELD_NOT_ALLOWED"),
    "duplicate-key": (with_field_twice("language"), "MALFORMED"),
    "no-proof": (with_header("dpop", None), "PROOF_MISSING"),
    "no-token": (with_header("authorization", None), "SESSION_REQUIRED"),
    "no-key": (with_header("idempotency-key", None), "IDEMPOTENCY_KEY_REQUIRED"),
    "form-encoded": (with_header("content-type", "application/x-www-form-urlencoded"), "UNSUPPORTED_MEDIA_TYPE"),
}


@pytest.mark.parametrize("case", list(_CASES))
@proves("TRB-008", case="list of error codes", people=["citizen"], layer="wire")
def test_refusal_is_a_problem_document(applicant: Applicant, expect: Expect, case: str) -> None:
    rewrite, code = _CASES[case]
    applicant.walk(to="accept")
    applicant.phone.network.rewrite_next(rewrite)
    expect.refused(applicant.accept(), code)
    answer = applicant.phone.network.last
    if answer is None:
        raise WayBlockedError("accept", None)
    _expect_remedy(answer, expect)
    expect.standing(applicant, "OPENED")


_ODD: dict[str, bytes] = {
    "no-utf-8": b'{"terms_version": "\xff\xfe"}',
    "nul": b"\0" * 40,
    "deep": b"[" * 20_000,
    "huge-number": b'{"terms_version": 1e999999}',
    "no-object": b"[]",
    "lone-surrogate": b'{"terms_version": "\\ud800", "language": "en", "notice_acknowledged": true}',
}
"""Bodies that no client of ours sends: what nobody foresaw must not come out as a stack trace."""


@pytest.mark.parametrize("case", list(_ODD))
@proves("TRB-008", case="unknown error", people=["citizen"], layer="wire")
def test_unforeseen_request_is_refused_with_a_trace(applicant: Applicant, expect: Expect, case: str) -> None:
    applicant.walk(to="accept")
    traces = []
    for _ in range(2):
        applicant.phone.network.rewrite_next(lambda request: replace(request, body=_ODD[case]))
        expect.refused(applicant.accept(), "MALFORMED", "FIELD_REQUIRED", "TERMS_NOT_ACCEPTED", "GENERIC")
        answer = applicant.phone.network.last
        if answer is None:
            raise WayBlockedError("accept", None)
        _expect_remedy(answer, expect)
        traces.append(json.loads(answer.body)["instance"])
    expect.holds(expected="a trace of its own each time", observed=" ".join(traces), so=len(set(traces)) == len(traces))
    expect.accepted(applicant.accept())


def _expect_remedy(answer: Response, expect: Expect) -> None:
    remedy = json.loads(answer.body)["remedy"]
    arabic, english = _ARABIC.search(remedy["ar"]), remedy["en"]
    expect.holds(expected="a remedy in Arabic", observed=remedy["ar"], so=arabic is not None)
    expect.holds(expected="a remedy in English", observed=english, so=bool(english) and not _ARABIC.search(english))
    text = answer.body.decode()
    expect.holds(
        expected="no stack trace", observed="one" if "Traceback" in text else "none", so="Traceback" not in text
    )
