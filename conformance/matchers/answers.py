"""The answers of a trial in a file that only grows, so that a trial that was cut goes on where it was.

`answers.jsonl` begins with who answered about which folder; each further line is one answer under the key of its question. A last
line that was cut off is dropped.
"""

import hashlib
import threading
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from conformance.matchers.caller import Answer
from conformance.matchers.folder import PictureFolder
from conformance.matchers.port import AttackAnswer, Comparison, Failure, Identity, QualityAnswer
from conformance.matchers.questions import Question
from harness.commandline import UsageError
from harness.world.events import Record

ANSWERS_FILE = "answers.jsonl"


class Head(Record, frozen=True, kw_only=True, omit_defaults=False):
    """Whose answers these are, and about what."""

    schema: str = "hawiya-answers/2"
    matcher: Identity
    spec: str
    """The way to it."""
    code: str
    """SHA-256 over its Python file, hexadecimal; empty where the way names none."""
    data: str


class Given(Record, frozen=True, kw_only=True):
    """One answer. *Unit* of `seconds`: seconds from question to answer."""

    question: str
    seconds: float
    comparison: Comparison | None = None
    quality: QualityAnswer | None = None
    attack: AttackAnswer | None = None
    failure: Failure | None = None

    @property
    def answer(self) -> Answer | Failure:
        """What was answered.

        Raises:
            ValueError: nothing.
        """
        found = self.comparison or self.quality or self.attack or self.failure
        if found is None:
            raise ValueError(f"{self.question}: a line without an answer")
        return found


def given(key: str, answer: Answer | Failure, seconds: float) -> Given:
    """An answer as a line."""
    seconds = round(seconds, 6)
    match answer:
        case Comparison():
            return Given(question=key, seconds=seconds, comparison=answer)
        case QualityAnswer():
            return Given(question=key, seconds=seconds, quality=answer)
        case AttackAnswer():
            return Given(question=key, seconds=seconds, attack=answer)
        case Failure():
            return Given(question=key, seconds=seconds, failure=answer)


def key_of(question: Question, folder: PictureFolder) -> str:
    """Names a question by what is asked about which files; it stays when a folder gets more pictures."""
    parts = [question.operation, question.probe, *(folder.frozen_digest(number) for number in question.pictures)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class AnswerFile:
    """The file while a trial runs; a context manager, safe for several threads."""

    def __init__(self, file: BinaryIO, known: dict[str, Given]) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._encoder = msgspec.json.Encoder()
        self.known = known

    @classmethod
    def begin(cls, path: Path, head: Head) -> Self:
        """A new file; answers that were there are kept beside it, as `answers.before.jsonl`."""
        if path.exists() and path.stat().st_size:
            path.replace(path.with_suffix(f".before{path.suffix}"))
        file = path.open("wb")
        file.write(msgspec.json.encode(head) + b"\n")
        file.flush()
        return cls(file, {})

    @classmethod
    def resume(cls, path: Path, head: Head) -> Self:
        """The file as it stands, to be gone on with.

        Raises:
            UsageError: it is of another matcher, another state of its file or another folder, or broken.
        """
        if not path.exists() or not path.stat().st_size:
            return cls.begin(path, head)
        before, known, good = _read(path)
        if before != head:
            raise UsageError(f"--resume {path}: it holds {_difference(before, head)}; begin anew without --resume")
        file = path.open("r+b")
        file.truncate(good)
        file.seek(good)
        return cls(file, known)

    def add(self, answer: Given) -> None:
        """Write one answer down."""
        with self._lock:
            self._file.write(self._encoder.encode(answer) + b"\n")
            self._file.flush()
            self.known[answer.question] = answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _difference(before: Head, head: Head) -> str:
    """What answers are of that are not to be gone on with."""
    if before.spec != head.spec:
        return f"the answers of another matcher, {before.spec}"
    if before.matcher != head.matcher:
        return "the answers of another matcher"
    if before.code != head.code:
        return f"the answers of {head.spec} before its file changed"
    return "the answers of another folder"


def _read(path: Path) -> tuple[Head, dict[str, Given], int]:
    """Head, answers, and how many bytes of the file are whole lines."""
    content = path.read_bytes()
    good = content.rfind(b"\n") + 1
    head, *lines = content[:good].splitlines() or [b""]
    decoder = msgspec.json.Decoder(Given)
    try:
        answers = [decoder.decode(line) for line in lines]
        return msgspec.json.decode(head, type=Head), {each.question: each for each in answers}, good
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"--resume {path}: {error}; begin anew without --resume") from None
