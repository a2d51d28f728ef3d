"""The known-failures file: tests that are known to fail, each with a reason, an owner and a day on which patience ends.

    [[known]]
    test = "sms::test_used_code_is_refused"
    reason = "the code is voided by the next release"
    owner = "enrollment team"
    expiry = 2026-12-31

Every key is needed and none may be empty: a failure that nobody owns is not known. The day of expiry still counts.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import msgspec

from harness.commandline import UsageError
from harness.world.events import Record
from harness.world.results import TestResult

PATIENCE = timedelta(days=30)
"""The expiry of a suggested entry."""

_HEAD = """\
# Tests that are known to fail: they do not close the gate of a pipeline (`hawiya gate --known`), and change no certification.
# An entry whose test passes, does not exist or has expired closes it, so this list only ever gets shorter by itself.
"""
_OBSERVED_LENGTH = 300
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class KnownFailure(Record, frozen=True, kw_only=True):
    """One entry."""

    test: str
    reason: str
    owner: str
    expiry: date


class _File(Record, frozen=True, kw_only=True):
    known: list[KnownFailure] = msgspec.field(default_factory=list)


def read_known(file: Path, *, drafts: bool = False) -> list[KnownFailure]:
    """The entries in the order of the file; `drafts` may lack reason and owner.

    Raises:
        UsageError: the file cannot be read, or an entry does not hold; the line names it.
    """
    try:
        known = msgspec.toml.decode(file.read_bytes(), type=_File).known
    except OSError as error:
        raise UsageError(f"--known {file}: {error.strerror}; `hawiya gate --suggest-known {file}` writes one") from None
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"{file}: {error}; an entry has test, reason, owner and expiry = 2026-12-31") from None
    seen: set[str] = set()
    for entry in known:
        empty = [name for name in ("test", "reason", "owner") if not getattr(entry, name).strip()]
        if empty and not drafts:
            raise UsageError(f"{file}: {entry.test}: {' and '.join(empty)} must be filled in")
        if entry.test in seen:
            raise UsageError(f"{file}: {entry.test} stands there twice")
        seen.add(entry.test)
    return known


def suggest_known(file: Path, failed: Iterable[TestResult], *, today: date) -> int:
    """Append a draft for each of these tests that has no entry, in the order of their ids; returns how many.

    What stands in the file stays as it is, comments and all.

    Raises:
        UsageError: the file cannot be read or written.
    """
    there = {entry.test for entry in read_known(file, drafts=True)} if file.exists() else set()
    drafts = [_draft(test, today) for test in sorted(failed, key=lambda test: test.id) if test.id not in there]
    try:
        if drafts or not file.exists():
            before = file.read_text(encoding="utf-8") if file.exists() else _HEAD
            parted = before if before.endswith("\n") or not before else f"{before}\n"
            file.write_text(parted + "".join(drafts), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--suggest-known {file}: {error.strerror}") from None
    return len(drafts)


def _draft(test: TestResult, today: date) -> str:
    # what a target said may hold anything; a comment of TOML is one line without control characters
    observed = _CONTROLS.sub(" ", f"{test.verdict}: {test.reason}")[:_OBSERVED_LENGTH]
    return f"""
# {observed}
[[known]]
test = {json.dumps(test.id, ensure_ascii=False)}
reason = ""
owner = ""
expiry = {(today + PATIENCE).isoformat()}
"""
