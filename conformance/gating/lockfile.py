"""hawiya.lock: the suite that a pipeline has agreed to, so that a newer one reports first and gates later.

It names the digests of suite, catalogue, policy and profiles, and every test of the suite by its id. A test that is not in the
lock runs and is reported, and closes no gate until the lock is written again; a test that was in it and is gone closes it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from harness.commandline import UsageError
from harness.world.events import Record
from harness.world.results import Named


class Lock(Record, frozen=True, kw_only=True, omit_defaults=False):
    """The lock as its file holds it (JSON, one test a line)."""

    schema: Literal["hawiya-lock/1"] = "hawiya-lock/1"
    suite: Named
    catalogue: Named
    policy: Named
    profiles: list[Named]
    tests: list[str]

    def parts(self) -> list[tuple[str, Named]]:
        """What has a digest, with how it is called."""
        return [
            ("suite", self.suite),
            ("catalogue", self.catalogue),
            ("policy", self.policy),
            *((f"profile {profile.name}", profile) for profile in self.profiles),
        ]


def read_lock(file: Path) -> Lock:
    """Read a lock.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    try:
        return msgspec.json.decode(file.read_bytes(), type=Lock)
    except OSError as error:
        raise UsageError(f"--lock {file}: {error.strerror}; `hawiya lock --out {file}` writes one") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"--lock {file}: {error}; `hawiya lock --out {file}` writes it anew") from None


def write_lock(file: Path, lock: Lock) -> None:
    """Write a lock.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(lock), indent=1) + b"\n")
    except OSError as error:
        raise UsageError(f"--out {file}: {error.strerror}") from None


def differences(lock: Lock, now: Sequence[tuple[str, Named]]) -> str:
    """What is not as it was locked, in one line; empty where all is."""
    before = dict(lock.parts())
    told = [
        f"{what} {_short(before.get(what))} is now {_short(part)}" for what, part in now if part != before.get(what)
    ]
    return "; ".join(told)


def _short(part: Named | None) -> str:
    return f"{part.version} ({part.digest[:8]})" if part else "(not locked)"
