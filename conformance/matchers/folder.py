"""A folder of pictures as a trial reads it: its manifest (`harness.world.faces`), checked before anything is asked."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import msgspec

from conformance.matchers.file_parts import fault
from harness.commandline import UsageError
from harness.world.faces import MANIFEST_FILE, FaceRecord, read_manifest

MAX_PICTURE_BYTES = 16_000_000
_NAMED = 5
"""How many files that are no pictures are named."""


@dataclass(frozen=True)
class PictureFolder:
    """The records of a folder, in the order of the manifest, and their pictures."""

    path: Path
    records: tuple[FaceRecord, ...]
    digest: str
    """SHA-256 over the manifest, hexadecimal."""
    digests: tuple[str, ...]
    """SHA-256 over the file of each record, hexadecimal."""

    def picture(self, number: int) -> bytes:
        """The file of a record.

        Raises:
            UsageError: it cannot be read any more.
        """
        return _read(self.path / self.records[number].file)

    def frozen_digest(self, number: int) -> str:
        """SHA-256 over the file of a record, hexadecimal."""
        return self.digests[number]

    @property
    def identities(self) -> frozenset[str]:
        """Everybody who is to be seen; the two of a morph are no third person."""
        return frozenset(record.identity for record in self.records if record.kind != "morph")


def open_folder(path: Path) -> PictureFolder:
    """Read a manifest and look at its pictures, one in memory at a time.

    Raises:
        UsageError: there is none, a line does not hold, or a picture is missing, too large, outside of the folder or none.
    """
    manifest = path / MANIFEST_FILE
    try:
        text = manifest.read_bytes()
    except OSError as error:
        raise UsageError(f"{manifest}: {error.strerror}; docs/matchers.md says how such a folder is made") from None
    try:
        records = tuple(read_manifest(text))
    except msgspec.DecodeError as error:
        raise UsageError(f"{manifest}: {error}; docs/matchers.md explains each field of a line") from None
    if not records:
        raise UsageError(f"{manifest}: it lists no picture")
    if twice := [name for name, times in Counter(record.file for record in records).items() if times > 1]:
        raise UsageError(
            f"{manifest}: {twice[0]!r} is listed more than once; a picture is of one person and counts once"
        )
    for record in records:
        _check_file(path, record.file)
    digests, faults = [], {}
    for record in records:
        picture = _read(path / record.file)
        digests.append(hashlib.sha256(picture).hexdigest())
        if why := fault(picture):
            faults[record.file] = why
    if faults:
        raise UsageError(f"{manifest}: {_told(faults)}; mend these files, or take their lines out")
    return PictureFolder(path=path, records=records, digest=hashlib.sha256(text).hexdigest(), digests=tuple(digests))


def _told(faults: dict[str, str]) -> str:
    """Files that are no pictures, the first by name."""
    named = [f"{name} ({why})" for name, why in list(faults.items())[:_NAMED]]
    more = [f"{len(faults) - _NAMED} more"] if len(faults) > _NAMED else []
    return f"no whole JPEG or PNG of gray or color: {', '.join([*named, *more])}"


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None


def _check_file(path: Path, name: str) -> None:
    file = path / name
    if not file.resolve().is_relative_to(path.resolve()):
        raise UsageError(f"{path / MANIFEST_FILE}: {name!r} lies outside of the folder")
    try:
        size = file.stat().st_size
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; the manifest lists it") from None
    if size > MAX_PICTURE_BYTES:
        raise UsageError(f"{file}: {size} bytes; a picture has at most {MAX_PICTURE_BYTES}")
