"""The OpenAPI 3.1 document of our wire, made from the operations and the message types. Pure.

What is not in those tables is not in the document, so the published description cannot drift from the code.
"""

import inspect
import re
from typing import Any

import msgspec

from harness.protocol.codes import BY_CODE
from harness.protocol.messages import Message
from harness.protocol.messages.about import WIRE
from harness.protocol.messages.problem import MEDIA_TYPE, Problem
from harness.protocol.operations import OPERATIONS, READY, Operation, Security, possible_refusals

_COMPONENTS = "#/components/schemas/"
_SECURITY: dict[Security, list[dict[str, list[str]]]] = {
    Security.NONE: [],
    Security.DEVICE: [{"dpop": []}],
    Security.SESSION: [{"dpop": [], "access_token": []}],
    Security.PARTNER: [{"notice_token": []}],
}


def document(*, version: str) -> dict[str, Any]:
    """The whole document, ready to be encoded as JSON."""
    kinds: list[type[Message]] = [
        Problem,
        *(kind for each in OPERATIONS for kind in (each.request, each.response) if kind),
    ]
    kinds = list(dict.fromkeys(kinds))
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_COMPONENTS + "{name}")
    for component in components.values():
        if "description" in component:  # a docstring, whose indentation depends on the version of Python
            component["description"] = inspect.cleandoc(component["description"])
    references = dict(zip(kinds, schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, references)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hawiya enrollment", "version": version, "summary": f"Wire {WIRE}"},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _schemes()},
    }


def _operation(operation: Operation, references: dict[type[Message], dict[str, Any]]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "security": _SECURITY[operation.security],
        "responses": _responses(operation, references),
    }
    if operation.request is not None:
        content = {"application/json": {"schema": references[operation.request]}}
        described["requestBody"] = {"required": True, "content": content}
    if operation.test_hook:
        described["description"] = "Served only with --test-hooks."
    if operation.security is Security.PARTNER:
        described["description"] = "Served only with --notice-token."
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    found.append({"name": "Accept-Language", "in": "header", "schema": {"type": "string", "examples": ["ar", "en"]}})
    if operation.changes_state:
        schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": schema})
    if operation.name == "audit":
        numbers = {"type": "integer", "minimum": 0}
        found.extend({"name": name, "in": "query", "schema": numbers} for name in ("after", "limit"))
    return found


def _responses(operation: Operation, references: dict[type[Message], dict[str, Any]]) -> dict[str, Any]:
    good = {"application/json": {"schema": references[operation.response]}}
    responses: dict[str, Any] = {str(operation.status): {"description": "Done", "content": good}}
    if operation is READY:
        responses["503"] = {"description": "Not ready", "content": good}
    codes_by_status: dict[str, list[str]] = {}
    for code in possible_refusals(operation):
        codes_by_status.setdefault(str(BY_CODE[code].status), []).append(code)
    for status, codes in sorted(codes_by_status.items()):
        content = {MEDIA_TYPE: {"schema": references[Problem]}}
        refusal = {"description": f"Refused: {', '.join(codes)}", "content": content}
        responses.setdefault(status, refusal)
    return responses


def _schemes() -> dict[str, Any]:
    return {
        "dpop": {
            "type": "apiKey",
            "in": "header",
            "name": "DPoP",
            "description": "A proof by the device key for this very request (RFC 9449, 4), ES256 over P-256.",
        },
        "access_token": {
            "type": "http",
            "scheme": "DPoP",
            "description": "The access token of the session, bound to the device key (RFC 9449, 7).",
        },
        "notice_token": {
            "type": "http",
            "scheme": "bearer",
            "description": "The token that another authority shares with the server by configuration (RFC 6750).",
        },
    }
