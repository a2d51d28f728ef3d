"""Runs a matcher that is a Python class, as a process of its own: `python -m conformance.matchers.host module:Class`.

It speaks the lines of `conformance.matchers.over_pipe`. What class and module print goes to stderr; what they raise becomes an
answer that names it; a crash, a hang or `os._exit` ends this process and nothing else. A file is named as `file.py:Class`.
"""

import importlib
import importlib.util
import json
import os
import sys
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from conformance.matchers.port import OPERATIONS, Identity

_USAGE = 2


def load(name: str) -> object:
    """Make the matcher of the class `module:Class` or `file.py:Class`, without arguments.

    Raises:
        Exception: whatever its module or its constructor raises.
    """
    place, _, class_name = name.rpartition(":")
    if place.endswith(".py"):
        spec = importlib.util.spec_from_file_location(f"hawiya_matcher_{Path(place).stem}", place)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(place)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
    else:
        sys.path.insert(0, "")
        module = importlib.import_module(place)
    made: object = getattr(module, class_name)()
    return made


def identity_of(matcher: object) -> object:
    """What it says of itself; without a method `identify` its class's name, and scores from 0 to 1."""
    if hasattr(matcher, "identify"):
        return matcher.identify()
    offers = [operation for operation in OPERATIONS if hasattr(matcher, operation)]
    return Identity(name=type(matcher).__name__, offers=offers)


def answered(matcher: object, question: dict[str, object]) -> object:
    """The answer of the matcher to one question."""
    match question:
        case {"operation": "identify"}:
            return identity_of(matcher)
        case {"operation": "compare", "portrait": str(portrait), "selfie": str(selfie)}:
            return matcher.compare(b64decode(portrait), b64decode(selfie))  # type: ignore[attr-defined] # anybody's class
        case {"operation": "quality", "image": str(image)}:
            return matcher.quality(b64decode(image))  # type: ignore[attr-defined] # anybody's class
        case {"operation": "attack", "images": list(images)}:
            return matcher.attack([b64decode(str(image)) for image in images])  # type: ignore[attr-defined] # anybody's class
    raise ValueError(f"no operation {question.get('operation')!r}")


def answers(matcher: object, lines: Iterator[bytes]) -> Iterator[bytes]:
    """One line of JSON for each line; NaN is passed on as it is, for the reader to find."""
    for line in lines:
        question = json.loads(line)
        try:
            found = msgspec.to_builtins(answered(matcher, question))
            answer = found if isinstance(found, dict) else {"error": f"answered by {type(found).__name__}"}
        except Exception as error:  # noqa: BLE001 - anybody's code may raise anything, and its user must hear of it
            answer = {"error": f"{type(error).__name__}: {error}"}
        yield json.dumps({"id": question["id"], **answer}).encode() + b"\n"


def main(words: list[str]) -> int:
    """Answer until there are no more questions."""
    with _own_stdout() as out:
        try:
            matcher = load(words[0])
        except Exception as error:  # noqa: BLE001 - the same
            sys.stderr.write(f"{words[0]}: {type(error).__name__}: {error}\n")
            return _USAGE
        for answer in answers(matcher, iter(sys.stdin.buffer.readline, b"")):
            out.write(answer)
    return 0


def _own_stdout() -> BinaryIO:
    """The stdout that we were given, while everybody else's goes to stderr."""
    ours = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return ours


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
