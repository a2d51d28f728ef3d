"""A call that may never return, with a limit: PC/SC has none of its own, and a card that is mute would hold us for ever."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Sent = TypeVar("Sent")
Answer = TypeVar("Answer")


class Patient(Generic[Sent, Answer]):
    """Makes calls one after another in a thread of its own, and waits `patience_s` for each."""

    def __init__(self, call: Callable[[Sent], Answer], *, patience_s: float) -> None:
        self._call = call
        self._patience_s = patience_s
        self._sent: SimpleQueue[Sent] = SimpleQueue()
        self._answers: SimpleQueue[Answer | Exception] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def __call__(self, sent: Sent) -> Answer:
        """Make the call.

        Raises:
            TimeoutError: it has not returned in time; no other call can be made any more.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name="card reader", daemon=True)
            self._thread.start()
        self._sent.put(sent)
        try:
            answer = self._answers.get(timeout=self._patience_s)
        except Empty:
            raise TimeoutError from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _serve(self) -> None:
        while True:
            sent = self._sent.get()
            try:
                self._answers.put(self._call(sent))
            except Exception as error:  # noqa: BLE001 - it is raised where the call was made
                self._answers.put(error)
