"""A run folder: `results.json`, read at once, and `events.jsonl`, streamed, since a run may write 10^5 events.

A line number of `TestResult.evidence` counts from 0. A last line that was cut short (the run was killed) is left out;
any other line that cannot be read is an error, because evidence that is skipped silently proves nothing.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from harness.catalogue import Catalogue, load_catalogue
from harness.commandline import UsageError
from harness.world.bilingual import Language
from harness.world.events import Event
from harness.world.gate import GateResult
from harness.world.results import Results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EVENTS = "events.jsonl"
RESULTS = "results.json"
GATE = "gate.json"
_GIVE = "give the folder that `hawiya certify --out` or `hawiya faces evaluate --out` wrote"


@dataclass(frozen=True, kw_only=True)
class RunFolder:
    """One run, as every report reads it; reports are written into `path`, in `language` where a person reads them."""

    path: "Path"
    results: Results
    catalogue: Catalogue = field(default_factory=load_catalogue)
    language: Language = "en"
    gate: GateResult | None = None

    @property
    def known(self) -> frozenset[str]:
        """The tests that a gate knew to fail."""
        found = self.gate.findings if self.gate else ()
        return frozenset(finding.test for finding in found if finding.kind == "known" and finding.test)

    def events(self) -> "Iterator[tuple[int, Event]]":
        """Every event with its line number, in the order of the file.

        Raises:
            UsageError: A line that is not the last cannot be read.
        """
        decoder = msgspec.json.Decoder(Event)
        with (self.path / EVENTS).open("rb") as lines:
            for number, line in enumerate(lines):
                try:
                    event = decoder.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    if not line.endswith(b"\n"):
                        return
                    raise UsageError(f"{self.path / EVENTS}: line {number + 1}: {error}") from error
                yield number, event


def open_run(path: "Path", *, language: Language = "en") -> RunFolder:
    """Open the folder that a run has written.

    Raises:
        UsageError: The folder or one of its two files is missing, or `results.json` cannot be read.
    """
    if not path.is_dir():
        raise UsageError(f"{path}: no such folder; {_GIVE}")
    if not (path / EVENTS).is_file():
        raise UsageError(f"{path}: no {EVENTS} here; {_GIVE}")
    return RunFolder(path=path, results=_results(path / RESULTS), language=language, gate=_gate(path / GATE))


def _gate(file: "Path") -> GateResult | None:
    """What a gate decided over the run, where it was one."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=GateResult)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from error


def _results(file: "Path") -> Results:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Results)
    except FileNotFoundError as error:
        raise UsageError(f"{file.parent}: no {RESULTS} here; the run was cut before it could judge") from error
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from error
