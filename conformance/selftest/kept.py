"""What trials have shown, kept in a folder: a selftest that was cut, or whose lists were corrected, repeats none of them."""

import hashlib
import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import msgspec

from harness.commandline import UsageError
from harness.world.events import Record

_CODE = ("conformance", "harness", "simulators", "scenarios")
_LEFT_OUT = {"tests", "__pycache__", "score.json"}
_LISTS = ("selftest", "defects")


class Shown(Record, frozen=True, kw_only=True, omit_defaults=False):
    """The tests that a trial turned red, and of what: `of` is the digest of the code and of the tests that were run."""

    of: str
    red: list[str]


class Kept:
    """A folder with one file for each trial; a trial of the same code and the same tests is taken from it."""

    def __init__(self, folder: Path) -> None:
        """Raises UsageError where the folder cannot be made."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"--resume {folder}: {error.strerror}; name a folder that can be written") from None
        self._folder = folder
        self._code = code_digest()

    def red_tests(
        self, name: str, select: list[str] | None, trial: Callable[[], tuple[set[str], str]]
    ) -> tuple[set[str], str]:
        """What the trial shows, from the folder where it holds it; one that came to no result is not kept."""
        of = hashlib.sha256(f"{self._code}{json.dumps(select)}".encode()).hexdigest()
        file = self._folder / f"{name}.json"
        if (shown := _read(file)) and shown.of == of:
            return set(shown.red), ""
        red, trouble = trial()
        if not trouble:
            partial = file.with_suffix(".partial")
            partial.write_bytes(msgspec.json.encode(Shown(of=of, red=sorted(red))))
            partial.replace(file)
        return red, trouble


def code_digest() -> str:
    """SHA-256 over the files of the packages that a trial runs, without our own tests and the lists of defects."""
    digest = hashlib.sha256()
    for package in _CODE:
        root = Path(str(resources.files(package)))
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            parts = file.relative_to(root).parts
            if _LEFT_OUT.isdisjoint(parts) and parts[:2] != _LISTS:
                content = file.read_bytes()
                digest.update(f"{package}/{'/'.join(parts)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _read(file: Path) -> Shown | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Shown)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
