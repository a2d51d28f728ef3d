"""Takes a matcher through a folder of pictures: every question once, by several workers, each answer kept as it comes.

Files are sent without what stands beside their pixels (`metadata`). What goes wrong with a matcher is an answer, too; it ends
neither the trial nor its worker. A trial that was interrupted goes on with the same file of answers.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from conformance.matchers.answers import AnswerFile, given, key_of
from conformance.matchers.caller import MatcherUnderTest
from conformance.matchers.folder import PictureFolder
from conformance.matchers.metadata import SHARED_MARK, bare, can_be_commented, with_comment
from conformance.matchers.questions import Question
from conformance.matchers.transport import Way
from harness.commandline import HarnessError

_KEPT_PICTURES = 512
_LOOK_S = 0.2

Progress = Callable[[int, int], None]
"""Hears how many answers there are and how many there will be."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One matcher and one folder. `first` is a connection that stands already; the other workers make their own."""

    way: Way
    first: MatcherUnderTest
    folder: PictureFolder
    questions: Sequence[Question]
    answers: AnswerFile
    workers: int = 1

    def run(self, progress: Progress = lambda _done, _all: None) -> None:
        """Ask everything that has no answer yet.

        Raises:
            KeyboardInterrupt: it was interrupted; what was answered is kept.
            HarnessError: a picture cannot be read any more.
        """
        waiting = [each for each in self.questions if key_of(each, self.folder) not in self.answers.known]
        share = _Share(waiting)
        done = len(self.questions) - len(waiting)
        threads = [threading.Thread(target=self._work, args=(share, at), daemon=True) for at in range(self.workers)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                while thread.is_alive():
                    thread.join(_LOOK_S)
                    progress(done + share.finished, len(self.questions))
        finally:
            share.stop()
            for thread in threads:
                thread.join()
        if share.trouble:
            raise share.trouble
        progress(done + share.finished, len(self.questions))

    def _work(self, share: "_Share", at: int) -> None:
        try:
            matcher = self.first if at == 0 else MatcherUnderTest(self.way)
        except HarnessError:
            return  # the others go on
        try:
            files = lru_cache(_KEPT_PICTURES)(lambda number: bare(self.folder.picture(number)))
            for question in share:
                asked = matcher.ask(question.operation, sent(question, [files(number) for number in question.pictures]))
                self.answers.add(given(key_of(question, self.folder), asked.answer, asked.seconds))
                share.count()
        except Exception as error:  # noqa: BLE001 - the thread that waits raises it again
            share.fail(error)
        finally:
            if at:
                matcher.close()


def sent(question: Question, files: Sequence[bytes]) -> list[bytes]:
    """The files as they are sent: as they are, or under a comment that is no business of the matcher's."""
    if question.probe == "other file":
        return [_marked(file, b"picture %d of a batch" % number) for number, file in enumerate(files)]
    if question.probe == "same mark":
        return [_marked(file, SHARED_MARK) for file in files]
    return list(files)


def _marked(file: bytes, comment: bytes) -> bytes:
    return with_comment(file, comment) if can_be_commented(file) else file


class _Share:
    """The questions that workers take from, one at a time, and what became of them."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._questions = iter(questions)
        self._lock = threading.Lock()
        self._stopped = False
        self.finished = 0
        self.trouble: Exception | None = None

    def __iter__(self) -> Iterator[Question]:
        while True:
            with self._lock:
                question = None if self._stopped else next(self._questions, None)
            if question is None:
                return
            yield question

    def count(self) -> None:
        """One more has its answer."""
        with self._lock:
            self.finished += 1

    def fail(self, error: Exception) -> None:
        """Something of ours went wrong: nobody goes on."""
        with self._lock:
            self.trouble, self._stopped = error, True

    def stop(self) -> None:
        """Nobody takes another one."""
        with self._lock:
            self._stopped = True
