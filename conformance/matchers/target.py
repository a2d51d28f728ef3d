"""The target file of a matcher: how it is reached or started, how long it may take, and what it calls its reasons.

    kind = "matcher"

    [reach]
    matcher = "python:my_matcher.py:Mine"

suffices. Placeholders are {python} in `matcher`, and {python} {port} in the `[start]` command and in a URL; `[start]` is for a
matcher behind HTTP alone, since the harness starts the other kinds by themselves.
"""

import difflib
import shlex
import sys
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from conformance.matchers.limits import CALL_S, READY_S, CallLimits
from conformance.matchers.transport import way_to
from conformance.target import Start, filled, kind_of, read_target
from harness.commandline import UsageError
from harness.world.faces import FILE_REASONS, REASON_OF

_REASONS = sorted({*REASON_OF.values(), *FILE_REASONS})


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the target file."""


class MatcherReach(_Part, frozen=True, kw_only=True):
    """Where the matcher answers, and how long it may take. `defects` stand between it and the suite, to see what they find."""

    matcher: str
    call_s: Annotated[float, Meta(gt=0, le=60)] = CALL_S
    ready_s: Annotated[float, Meta(gt=0, le=600)] = READY_S
    memory_bytes: Annotated[int, Meta(ge=1_000_000)] = 512_000_000
    """By how much one file may make it grow, where its process is ours to see."""
    defects: list[str] = msgspec.field(default_factory=list)


class MatcherTarget(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The target file of a matcher as it was read."""

    kind: Literal["matcher"]
    name: str = "matcher"
    reach: MatcherReach
    start: Start | None = None
    reasons: dict[str, str] = msgspec.field(default_factory=dict)
    """What the matcher calls a reason -> what the port calls it."""

    def spec(self, port: str = "") -> str:
        """The way to the matcher, as `--matcher` names one.

        Raises:
            UsageError: an unknown placeholder.
        """
        spec = filled(self.reach.matcher, {"python": shlex.quote(sys.executable), "port": port})
        for name in self.reach.defects:
            wrapper = shlex.join([sys.executable, "-m", "conformance.matchers.defects", name])
            spec = f"exec:{wrapper} {spec.removeprefix('exec:')}"
        return spec

    def limits(self) -> CallLimits:
        """How long calls may take."""
        return CallLimits(call_s=self.reach.call_s, ready_s=self.reach.ready_s)

    def wire_name(self) -> str:
        """All matchers speak the one port."""
        return "matcher port"


def load_matcher_target(name: str) -> MatcherTarget:
    """A target of kind `matcher`: packaged by its name (`matcher`), or a file.

    Raises:
        UsageError: it cannot be read or does not hold, or is of another kind; the line says where.
    """
    text, place = read_target(name)
    if (kind := kind_of(text, place)) != "matcher":
        raise UsageError(f"{place}: kind = {kind!r}: this is no matcher")
    try:
        target = msgspec.toml.decode(text, type=MatcherTarget)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"{place}: {error}; docs/matchers.md explains every key") from None
    _check(target, place)
    return target


def _check(target: MatcherTarget, place: str) -> None:
    spec = target.reach.matcher
    is_http = spec.startswith(("http:", "https:"))
    if target.start is not None and not is_http:
        raise UsageError(f"{place}: [start] is for a matcher behind HTTP; [reach] matcher starts {spec!r} by itself")
    if target.start is None and "{port}" in spec:
        raise UsageError(f"{place}: [reach] matcher names {{port}}, and there is no [start] command to begin it with")
    if target.reach.defects and not spec.startswith("exec:"):
        raise UsageError(f"{place}: [reach] defects are for a matcher that is reached by exec:")
    for own, reason in target.reasons.items():
        if reason not in _REASONS:
            meant = difflib.get_close_matches(reason, _REASONS, n=1)
            says = f"did you mean {meant[0]}?" if meant else f"one of {', '.join(_REASONS)}"
            raise UsageError(f"{place}: [reasons] {own} = {reason!r}: the port has no such reason; {says}")
    try:
        way_to(target.spec("0"))
    except UsageError as error:
        raise UsageError(f"{place}: [reach] matcher: {error}") from None
