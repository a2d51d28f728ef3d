"""The reference matcher as a process: lines of JSON on stdin and stdout, or HTTP on loopback.

    python -m harness.reference.face.offer               {"id": 1, "operation": "quality", "image": "..."} -> {"id": 1, ...}
    python -m harness.reference.face.offer --http 8090   GET /   POST /compare /quality /attack

Pictures come in Base64. A picture without a face is refused by its reason; whether one with a face is good enough is for
`quality` to say.
"""

import argparse
import json
import os
import sys
from base64 import b64decode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from statistics import median_high

from harness.reference.face.matcher import DEFAULT_THRESHOLD, TrainedFaceMatcher
from harness.reference.face.picture import UnusableImageError
from harness.reference.face.presentation import THRESHOLD as ATTACK_THRESHOLD

VERSION = "1"
_MOST_BYTES = 32_000_000
Json = dict[str, object]


class OfferedMatcher:
    """The reference matcher in the words of the port of a matcher."""

    def __init__(self, matcher: TrainedFaceMatcher | None = None) -> None:
        self._matcher = matcher or TrainedFaceMatcher()

    def identify(self) -> Json:
        """Name, version, bounds and threshold."""
        return {
            "name": "hawiya reference matcher",
            "version": VERSION,
            "score_low": 0.0,
            "score_high": 1.0,
            "threshold": DEFAULT_THRESHOLD,
            "attack_low": 0.0,
            "attack_high": 1.0,
            "offers": ["compare", "quality", "attack"],
        }

    def compare(self, portrait: bytes, selfie: bytes) -> Json:
        """A score, or the first reason why there is none."""
        try:
            return {"score": self._matcher.score(portrait, selfie)}
        except UnusableImageError as unusable:
            return {"failure": unusable.reasons[0]}

    def quality(self, image: bytes) -> Json:
        """Components and reasons."""
        return {"components": self._matcher.components(image), "reasons": list(self._matcher.quality(image))}

    def attack(self, images: list[bytes]) -> Json:
        """What most of the pictures show: an instrument is in all frames of a movement, a false alarm in a few.

        A movement of which half the frames or more cannot be read is refused by the reason of the first of them.
        """
        scores, refused = [], []
        for image in images:
            try:
                scores.append(self._matcher.attack_score(image))
            except UnusableImageError as unusable:
                refused.append(unusable.reasons[0])
        if len(refused) >= len(scores):
            return {"failure": refused[0]}
        score = median_high(scores)
        return {"score": score, "is_attack": score >= ATTACK_THRESHOLD}


def answered(matcher: OfferedMatcher, operation: str, question: Json) -> Json:
    """The answer to one question.

    Raises:
        ValueError, KeyError: it is no question.
    """
    match operation:
        case "identify":
            return matcher.identify()
        case "compare":
            return matcher.compare(_picture(question["portrait"]), _picture(question["selfie"]))
        case "quality":
            return matcher.quality(_picture(question["image"]))
        case "attack":
            images = question["images"]
            if not isinstance(images, list) or not images:
                raise ValueError("images is no list of pictures")
            return matcher.attack([_picture(image) for image in images])
    raise ValueError(f"no operation {operation!r}")


def _picture(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError("a picture is a text in Base64")
    return b64decode(text, validate=True)


def _read(text: bytes) -> Json:
    try:
        question = json.loads(text)
    except RecursionError:
        raise ValueError("a question is not so deep") from None
    if not isinstance(question, dict):
        raise TypeError("a question is an object")
    return question


def serve_lines(matcher: OfferedMatcher) -> None:
    """Answer lines until there are no more; what a library prints goes to stderr."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    for line in iter(sys.stdin.buffer.readline, b""):
        number: object = None
        try:
            question = _read(line)
            number = question.get("id")
            answer = answered(matcher, str(question.get("operation")), question)
        except (ValueError, TypeError, KeyError) as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps({"id": number, **answer}).encode() + b"\n")


class _Handler(BaseHTTPRequestHandler):
    """One request; the matcher hangs on the class that `handler` makes."""

    protocol_version = "HTTP/1.1"
    answer: Callable[[str, bytes], tuple[int, Json]]

    def do_GET(self) -> None:
        """Who are you?"""
        self._send(*(self.answer("identify", b"{}") if self.path == "/" else (404, {"error": "no such place"})))

    def do_POST(self) -> None:
        """A question."""
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > _MOST_BYTES:
            self.close_connection = True
            self._send(413, {"error": "a body of known and bounded length"})
            return
        self._send(*self.answer(self.path.removeprefix("/"), self.rfile.read(int(length))))

    def _send(self, status: int, answer: Json) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Requests are not logged."""


def serve_http(matcher: OfferedMatcher, port: int) -> None:
    """Serve on loopback until interrupted; says on stdout where."""

    def answer(operation: str, body: bytes) -> tuple[int, Json]:
        try:
            return 200, answered(matcher, operation, _read(body))
        except (ValueError, TypeError, KeyError) as error:
            return 400, {"error": f"{type(error).__name__}: {error}"}

    handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever()


def main() -> None:
    """Read the arguments and serve."""
    parser = argparse.ArgumentParser(prog="harness.reference.face.offer", description="Offer the reference matcher")
    parser.add_argument("--http", type=int, metavar="PORT", help="serve HTTP on this port of loopback; 0: any free one")
    arguments = parser.parse_args()
    matcher = OfferedMatcher()
    if arguments.http is None:
        serve_lines(matcher)
    else:
        serve_http(matcher, arguments.http)


if __name__ == "__main__":
    main()
