"""A matcher that fails in every way, as the pixels decide. It needs no library, so that it starts again at once."""

import hashlib
import os
import time

_FAILING = 40
"""Of 256 pairs of files."""


class Failing:
    def identify(self):
        return {"name": "failing", "threshold": 0.5}

    def compare(self, portrait, selfie):
        mark = hashlib.sha256(portrait + selfie).digest()[0]
        ways = (
            lambda: time.sleep(60),
            lambda: os._exit(3),
            os.abort,
            lambda: 1 // 0,
            lambda: {"score": float("nan")},
            lambda: {"score": 1.5},
            lambda: {"score": "high"},
            lambda: {"score": "x" * 200_000},
        )
        return ways[mark % len(ways)]() if mark < _FAILING else {"score": mark / 255}

    def quality(self, image):  # noqa: ARG002 - it refuses whatever it is shown
        return {"components": {"sharpness": 50}, "reasons": ["DARK"]}
