"""Asks the reference matcher, as a process of its own, how it takes a picture; and keeps nothing of a score.

`hawiya` never imports its reference: it is started, here as everywhere.
"""

import json
import subprocess
import sys
import threading
from base64 import b64encode
from typing import Protocol

MATCH, NO_MATCH, ATTACK, ATTACK_UNLIKE = "MATCH", "NO_MATCH", "ATTACK", "ATTACK_UNLIKE"
"""An attack is one with a picture that matches; one that does not is refused for two reasons and proves neither."""

_CLOSE_S = 5.0
_PROGRAM = (sys.executable, "-m", "harness.reference.face.offer")


class Judge(Protocol):
    """Somebody who looks at pictures."""

    def verdict(self, portrait: bytes, selfie: bytes) -> str:
        """MATCH, NO_MATCH, ATTACK or ATTACK_UNLIKE, or the reason why the selfie is not usable."""
        ...

    def close(self) -> None:
        """Nothing more is asked."""
        ...


class ReferenceJudge:
    """The reference matcher, started when it is first asked; safe to call from several threads.

    Raises:
        RuntimeError: when asked and the process does not answer, or names no threshold.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._threshold = 0.0
        self._lock = threading.Lock()

    def verdict(self, portrait: bytes, selfie: bytes) -> str:
        """MATCH, NO_MATCH, ATTACK or ATTACK_UNLIKE, or the reason why the selfie is not usable."""
        with self._lock:
            reasons = self._ask("quality", image=_text(selfie))["reasons"]
            if isinstance(reasons, list) and reasons:
                return str(reasons[0])
            is_attack = self._ask("attack", images=[_text(selfie)]).get("is_attack")
            compared = self._ask("compare", portrait=_text(portrait), selfie=_text(selfie))
            score = compared.get("score")
            if not isinstance(score, (int, float)):
                return str(compared.get("failure"))
            matches = score >= self._threshold
            if is_attack:
                return ATTACK if matches else ATTACK_UNLIKE
            return MATCH if matches else NO_MATCH

    def close(self) -> None:
        """End the process; it also ends with this one."""
        process, self._process = self._process, None
        if process is not None:
            with process:
                try:
                    process.communicate(timeout=_CLOSE_S)
                except (OSError, subprocess.TimeoutExpired):
                    process.kill()

    def _told_threshold(self) -> float:
        threshold = self._ask("identify").get("threshold")
        if isinstance(threshold, (int, float)):
            return float(threshold)
        self.close()
        raise RuntimeError(f"the reference matcher names no threshold: {threshold!r}")

    def _ask(self, operation: str, **question: object) -> dict[str, object]:
        if self._process is None:
            self._process = subprocess.Popen(_PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
            self._threshold = self._told_threshold()
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the reference matcher has no pipes")
        process.stdin.write(json.dumps({"id": 1, "operation": operation, **question}).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline() or b"{}")
        if not isinstance(answer, dict) or answer.get("id") != 1 or "error" in answer:
            raise RuntimeError(f"the reference matcher does not answer {operation}: {answer}")
        return answer


def _text(picture: bytes) -> str:
    return b64encode(picture).decode("ascii")
