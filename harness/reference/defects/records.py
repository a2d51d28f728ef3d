"""Defects of what the server keeps: audit and log."""

from dataclasses import replace
from typing import Any

from harness.reference.defects.registry import DEFECTS, defect
from harness.reference.defects.wrappers import not_audited
from harness.reference.rulebook import Exchange, Rules

DEFECTS["acceptance-not-audited"] = not_audited("accept")
DEFECTS["activation-not-audited"] = not_audited("activate")


@defect("pin-published")
def _pin_published(rules: Rules) -> Rules:
    """The document says that an answer holds the PIN."""

    def published(document: dict[str, Any]) -> dict[str, Any]:
        found = rules.published(document)
        found["components"]["schemas"]["Identity"]["properties"]["pin"] = {"type": "string"}
        return found

    return replace(rules, published=published)


@defect("refused-body-in-log")
def _refused_body_in_log(rules: Rules) -> Rules:
    def log_fields(exchange: Exchange) -> dict[str, Any]:
        body = exchange.request_body.decode(errors="replace") if exchange.code == "FIELD_NOT_ALLOWED" else ""
        return {**rules.log_fields(exchange), "body": body}

    return replace(rules, log_fields=log_fields)
