"""A client that can send anything, legal or not: rewrites of one native request, for targets that speak our wire."""

import json
from collections.abc import Callable
from dataclasses import replace

from harness.world.ports import Request

Rewrite = Callable[[Request], Request]


def with_field(name: str, value: str) -> Rewrite:
    """The same request with one more JSON field."""

    def rewrite(request: Request) -> Request:
        body = json.loads(request.body or b"{}")
        return replace(request, body=json.dumps({**body, name: value}).encode())

    return rewrite


def with_field_twice(name: str) -> Rewrite:
    """The same request with one field written twice, with equal values."""

    def rewrite(request: Request) -> Request:
        value = json.dumps(json.loads(request.body)[name])
        return replace(request, body=b"{" + f'"{name}": {value}, '.encode() + request.body.lstrip()[1:])

    return rewrite


def with_header(name: str, value: str | None) -> Rewrite:
    """The same request with a header set, or left out where `value` is `None`."""

    def rewrite(request: Request) -> Request:
        kept = tuple((key, old) for key, old in request.headers if key.lower() != name.lower())
        return replace(request, headers=kept if value is None else (*kept, (name, value)))

    return rewrite


def to(path: str, method: str | None = None) -> Rewrite:
    """The same request sent to another path, and by another method where one is given."""

    def rewrite(request: Request) -> Request:
        return replace(request, path=path, method=method or request.method)

    return rewrite
