"""A matcher that passes everything on, and the table of those that do not."""

import json
from base64 import b64decode
from collections.abc import Callable

from conformance.matchers.over_pipe import PipeTransport
from conformance.matchers.wire import CallError, question, read_identity

Json = dict[str, object]

DEFECTS: dict[str, "type[Honest]"] = {}
"""By the name that a target file gives."""


class Honest:
    """Passes questions on to the matcher behind it, and its answers back; a defect overrides what it distorts."""

    def __init__(self, inner: PipeTransport) -> None:
        self._inner = inner
        self.identity = read_identity(inner.identify())

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """What the matcher behind says."""
        return self._asked("compare", [portrait, selfie])

    def quality(self, image: bytes) -> Json:
        """What the matcher behind says."""
        return self._asked("quality", [image])

    def attack(self, images: list[bytes]) -> Json:
        """What the matcher behind says."""
        return self._asked("attack", images)

    def _asked(self, operation: str, pictures: list[bytes]) -> Json:
        try:
            answer = json.loads(self._inner.ask(operation, question(operation, pictures)))  # type: ignore[arg-type] # one of three
        except CallError as error:
            return {"error": str(error)}
        return {key: value for key, value in answer.items() if key != "id"} if isinstance(answer, dict) else {}

    def answered(self, asked: Json) -> Json:
        """The answer to a question as it came."""
        match asked:
            case {"operation": "identify"}:
                return json_of(self)
            case {"operation": "compare", "portrait": str(portrait), "selfie": str(selfie)}:
                return self.compare(b64decode(portrait), b64decode(selfie))
            case {"operation": "quality", "image": str(image)}:
                return self.quality(b64decode(image))
            case {"operation": "attack", "images": list(images)}:
                return self.attack([b64decode(str(image)) for image in images])
        return {"error": "no such operation"}


def json_of(matcher: Honest) -> Json:
    """Who the matcher behind says it is."""
    identity = matcher.identity
    return {name: getattr(identity, name) for name in identity.__struct_fields__}


def defect(name: str) -> Callable[[type[Honest]], type[Honest]]:
    """Registers a defect under its name."""

    def register(kind: type[Honest]) -> type[Honest]:
        DEFECTS[name] = kind
        return kind

    return register


def score_of(answer: Json) -> float | None:
    """The score of an answer, where it has one."""
    score = answer.get("score")
    return float(score) if isinstance(score, (int, float)) and not isinstance(score, bool) else None


def reasons_of(answer: Json) -> list[str]:
    """The reasons of a judgment of quality."""
    reasons = answer.get("reasons")
    return [str(reason) for reason in reasons] if isinstance(reasons, list) else []


def components_of(answer: Json) -> dict[str, int]:
    """The components of a judgment of quality."""
    found = answer.get("components")
    return {str(name): int(value) for name, value in found.items()} if isinstance(found, dict) else {}
