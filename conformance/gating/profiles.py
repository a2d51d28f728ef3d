"""Profiles: a named, versioned choice of tests for a gate, with those that must come to an answer.

`required` is a floor that never sinks silently: a test that is listed there and is gone, not applicable or inconclusive leaves
the gate incomplete. A version changes with the list. A pipeline may bring a profile of its own as a file.
"""

import hashlib
from importlib import resources
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from conformance.plan import Kind
from harness.commandline import UsageError
from harness.world.events import Record
from harness.world.results import Named

FULL = "full"
BY_KIND: dict[Kind, str] = {"server": FULL, "card": "card", "matcher": "matcher"}
"""The profile of each kind of target that runs its whole suite."""


class Profile(Record, frozen=True, kw_only=True):
    """A profile as its file holds it: it runs the whole suite, or its tests and what it requires."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Annotated[int, Meta(ge=1)]
    title: str
    kind: Kind = "server"
    whole_suite: bool = False
    tests: list[str] = msgspec.field(default_factory=list)
    """Ids, or patterns such as `sms::*`, that run besides what is required."""
    required: list[str] = msgspec.field(default_factory=list)

    @property
    def label(self) -> str:
        """How a run of a part is called; empty for the whole suite."""
        return f"profile {self.name} {self.version}, which is no certification" if not self.whole_suite else ""

    def chosen(self) -> tuple[str, ...] | None:
        """The ids and patterns to run; `None` for everything."""
        return None if self.whole_suite else tuple(dict.fromkeys((*self.tests, *self.required)))


def named(profile: Profile) -> Named:
    """The profile with the digest of its content."""
    digest = hashlib.sha256(msgspec.json.encode(profile, order="sorted")).hexdigest()
    return Named(name=profile.name, version=str(profile.version), digest=digest)


def profile_for(kind: Kind, name: str | None) -> Profile:
    """The profile of that name for targets of a kind; without a name that which runs the whole suite.

    Raises:
        UsageError: there is none, or it is for another kind.
    """
    profile = load_profile(name or BY_KIND[kind])
    if profile.kind != kind:
        raise UsageError(f"--profile {name}: it is for targets of kind {profile.kind}, and this one is a {kind}")
    return profile


def load_profile(name: str) -> Profile:
    """A packaged profile by its name, or a TOML file.

    Raises:
        UsageError: there is none, or it does not hold.
    """
    if name in packaged():
        return _decode(resources.files("conformance.profiles").joinpath(f"{name}.toml").read_bytes(), name)
    if not name.endswith(".toml"):
        raise UsageError(f"--profile {name}: there are {', '.join(packaged())}, or name a TOML file")
    try:
        return _decode(Path(name).read_bytes(), name)
    except OSError as error:
        raise UsageError(f"--profile {name}: {error.strerror}") from None


def packaged() -> list[str]:
    """The names of the packaged profiles."""
    files = resources.files("conformance.profiles").iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def _decode(text: bytes, place: str) -> Profile:
    try:
        profile = msgspec.toml.decode(text, type=Profile)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"profile {place}: {error}") from None
    if profile.chosen() == ():
        raise UsageError(f"profile {place}: it runs nothing; give tests, required or whole_suite = true")
    return profile
