"""Defects of what an applicant is told."""

from collections.abc import Callable

import msgspec

from harness.protocol.codes import BY_CODE
from harness.protocol.messages.problem import Problem, Remedy
from harness.reference.defects.proof import hint_at_unknown
from harness.reference.defects.registry import DEFECTS, Defect
from harness.reference.defects.wrappers import refusing, telling
from harness.reference.refusal import Refusal
from harness.reference.rulebook import Rules


def _telling_unknown(change: Callable[[Problem], Problem]) -> Defect:
    """A defect that tells an uniform refusal of an unknown person in another way."""

    def say(refusal: Refusal, problem: Problem) -> Problem:
        if refusal.code != "DATA_MISMATCH" or refusal.facts.field != "unknown":
            return problem
        return change(msgspec.structs.replace(problem, field=None))

    def defect(rules: Rules) -> Rules:
        return telling(say)(refusing(hint_at_unknown, "DATA_MISMATCH")(rules))

    return defect


def _without_arabic(_refusal: Refusal, problem: Problem) -> Problem:
    english = BY_CODE[problem.code].remedy_en
    return msgspec.structs.replace(problem, remedy=Remedy(en=english, ar=english))


def _with_score(refusal: Refusal, problem: Problem) -> Problem:
    if refusal.code != "DATA_MISMATCH":
        return problem
    return msgspec.structs.replace(problem, reasons=["score 0.41"])


DEFECTS["text-tells-unknown"] = _telling_unknown(
    lambda problem: msgspec.structs.replace(problem, detail=problem.detail[:-1] + "!")
)
DEFECTS["size-tells-unknown"] = _telling_unknown(
    lambda problem: msgspec.structs.replace(problem, instance=problem.instance + "0" * 400)
)
DEFECTS["remedy-without-arabic"] = telling(_without_arabic)
DEFECTS["score-told"] = telling(_with_score)
DEFECTS["missing-session-told-as-bad-proof"] = telling(
    lambda refusal, problem: (
        msgspec.structs.replace(problem, code="PROOF_INVALID") if refusal.code == "SESSION_REQUIRED" else problem
    )
)
DEFECTS["skew-without-server-time"] = telling(
    lambda _refusal, problem: msgspec.structs.replace(problem, server_time=None)
)
