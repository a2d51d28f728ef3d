"""Stands between the harness and a matcher: lines of JSON in, lines of JSON out, distorted as the defect says."""

import json
import os
import sys

from conformance.matchers.defects import DEFECTS
from conformance.matchers.limits import CallLimits
from conformance.matchers.over_pipe import PipeTransport

_INNER_S = 60.0
"""The time limit is the harness's business."""
_USAGE = 2


def main(words: list[str]) -> int:
    """Answer until there are no more questions."""
    if len(words) < 2 or words[0] not in DEFECTS:  # noqa: PLR2004 - a name and a command
        sys.stderr.write(
            f"usage: python -m conformance.matchers.defects NAME COMMAND...; {', '.join(sorted(DEFECTS))}\n"
        )
        return _USAGE
    inner = PipeTransport(words[1:], CallLimits(call_s=_INNER_S))
    matcher = DEFECTS[words[0]](inner)
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    for line in iter(sys.stdin.buffer.readline, b""):
        asked = json.loads(line)
        out.write(json.dumps({"id": asked["id"], **matcher.answered(asked)}).encode() + b"\n")
    inner.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
