"""Named defects: wrappers around the rules, each of which breaks one thing. The areas themselves carry no "if defect".

`hawiya serve --defect NAME` serves with one of them. The selftest certifies each and demands that exactly the tests listed in
`conformance/selftest/defects/` turn red: a test that no defect can turn red proves nothing.
"""

from harness.commandline import UsageError
from harness.reference.defects import (
    abuse,
    accounts,
    capture,
    cardless,
    data,
    eligibility,
    flow,
    forgery,
    issuance,
    one_time_password,
    privacy,
    proof,
    records,
    takeover,
    telling,
    wire,
)
from harness.reference.defects.registry import DEFECTS, Defect
from harness.reference.rulebook import Rules

AREAS = (
    accounts,
    eligibility,
    data,
    cardless,
    proof,
    one_time_password,
    issuance,
    records,
    wire,
    telling,
    privacy,
    abuse,
    takeover,
    capture,
    forgery,
    flow,
)
"""The modules that register defects."""


def apply(name: str, rules: Rules) -> Rules:
    """The rules with a defect.

    Raises:
        UsageError: there is no such defect.
    """
    if name not in DEFECTS:
        raise UsageError(f"--defect {name!r}: there are {', '.join(sorted(DEFECTS))}")
    return DEFECTS[name](rules)


__all__ = ["AREAS", "DEFECTS", "Defect", "apply"]
