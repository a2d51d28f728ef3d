"""Makers of defects: each says in one line what a rule is made to do instead."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from harness.protocol.encoding import strict_json
from harness.protocol.encoding.jose import DpopProof
from harness.protocol.messages import Message
from harness.protocol.messages.problem import Problem
from harness.reference.admission import Admission
from harness.reference.audit import AuditEntry
from harness.reference.defects.registry import Defect
from harness.reference.enrollment.state import (
    Case,
    Issue,
    Judge,
    Outcome,
    Session,
    Visitor,
)
from harness.reference.problems import Telling
from harness.reference.refusal import Refusal
from harness.reference.registry.rules import Record
from harness.reference.rulebook import Rules


def judging(change: Callable[[Judge], Judge]) -> Defect:
    """A defect that judges something else than what came."""

    def defect(rules: Rules) -> Rules:
        judge = rules.judge
        return replace(rules, judge=lambda case, command, now: judge(case, change(command), now))

    return defect


def reading(**readings: Any) -> Defect:  # noqa: ANN401 - any field of the policy
    """A defect that judges under another reading than the policy's."""

    def change(command: Judge) -> Judge:
        return replace(command, policy=msgspec.structs.replace(command.policy, **readings))

    return judging(change)


def with_record(command: Judge, change: Callable[[Record], Record]) -> Judge:
    """The command with another record of the person, where there is one."""
    return command if command.record is None else replace(command, record=change(command.record))


def refusing(change: Callable[[Case, Judge, Refusal], None], *codes: str) -> Defect:
    """A defect that changes the refusals of `judge` that have one of the codes."""

    def defect(rules: Rules) -> Rules:
        def judge(case: Case, command: Judge, now: datetime) -> Outcome:
            try:
                return rules.judge(case, command, now)
            except Refusal as refusal:
                if refusal.code in codes:
                    change(case, command, refusal)
                raise

        return replace(rules, judge=judge)

    return defect


def not_audited(action: str) -> Defect:
    """A defect that leaves an action out of the audit log."""

    def defect(rules: Rules) -> Rules:
        def audit(entry: AuditEntry) -> AuditEntry | None:
            return None if entry.action == action else rules.audit(entry)

        return replace(rules, audit=audit)

    return defect


def dropping(field: str) -> Defect:
    """A defect that takes a message with a field that has no place in it."""

    def defect(rules: Rules) -> Rules:
        def read_message(body: bytes, kind: type[Message]) -> Message:
            try:
                return rules.read_message(body, kind)
            except strict_json.StrictJsonError as error:
                if error.fault is not strict_json.Fault.UNKNOWN_FIELD or error.field != field:
                    raise
                kept = {name: value for name, value in json.loads(body).items() if name != field}
                return rules.read_message(json.dumps(kept).encode(), kind)

        return replace(rules, read_message=read_message)

    return defect


def admitting(change: Callable[[DpopProof, Admission], Admission]) -> Defect:
    """A defect that checks the proof against something else than the request."""

    def defect(rules: Rules) -> Rules:
        return replace(rules, admit=lambda proof, admission: rules.admit(proof, change(proof, admission)))

    return defect


def visiting(change: Callable[[Session, Visitor], Visitor]) -> Defect:
    """A defect that takes a visitor of a session for somebody else."""

    def defect(rules: Rules) -> Rules:
        def authorize(session: Session | None, visitor: Visitor, now: datetime) -> Session:
            return rules.authorize(session, change(session, visitor) if session else visitor, now)

        return replace(rules, authorize=authorize)

    return defect


def telling(change: Callable[[Refusal, Problem], Problem]) -> Defect:
    """A defect that tells a refusal in another way."""

    def defect(rules: Rules) -> Rules:
        def problem(refusal: Refusal, telling: Telling) -> Problem:
            return change(refusal, rules.problem(refusal, telling))

        return replace(rules, problem=problem)

    return defect


def issuing_as(*states: str) -> Defect:
    """A defect that issues in these states as if the code had been entered just now."""

    def defect(rules: Rules) -> Rules:
        def issue(case: Case, command: Issue, now: datetime) -> Outcome:
            if case.session.state in states:
                case = replace(case, session=replace(case.session, state="VERIFIED"))
            return rules.issue(case, command, now)

        return replace(rules, issue=issue)

    return defect
