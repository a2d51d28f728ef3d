"""Problem documents of the gateway's HTTP API (RFC 9457); `code` is what a program decides by."""

from enum import Enum

import msgspec
from starlette.responses import Response


class ProblemKind(Enum):
    """Code: HTTP status and title."""

    MALFORMED = 400, "The request cannot be read"
    NOT_FOUND = 404, "Nothing here"
    METHOD_NOT_ALLOWED = 405, "Not possible here"
    TOO_LARGE = 413, "The request is too large"
    UNSUPPORTED_MEDIA_TYPE = 415, "Send application/json"
    INVALID = 422, "A value is not allowed"
    THROTTLED = 429, "Too many messages"
    INTERNAL = 500, "The gateway made a mistake"
    UNAVAILABLE = 503, "The gateway is busy"


class Problem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The document."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class ProblemError(Exception):
    """Ends a request with a problem document."""

    def __init__(self, kind: ProblemKind, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind

    def response(self, headers: dict[str, str] | None = None) -> Response:
        """The answer."""
        status, title = self.kind.value
        problem = Problem(type="about:blank", title=title, status=status, code=self.kind.name, detail=str(self))
        return Response(msgspec.json.encode(problem), status, headers=headers, media_type="application/problem+json")
