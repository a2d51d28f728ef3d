"""A folder of pictures as it grows: every file in it is whole at any moment, also of a run that was killed.

A file is written aside and renamed. Of a picture the truth comes first, then the JPEG, then its record at the end of the
journal of its identity; the manifest, which comes last, is put together from those records, and the journals go. So a picture
without a record is one that was not finished, and is made again.
"""

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import cv2
import msgspec
import numpy as np
from numpy.typing import NDArray

from harness.commandline import UsageError
from harness.world.faces import MANIFEST_FILE, FaceRecord, FaceTruth, read_manifest
from simulators.faces.recipe import FolderRecipe, difference

FOLDER_FILE = "folder.json"
_JOURNAL_FILE = ".records.jsonl"
_DRAFT = ".draft-"
_NOT_READ = (msgspec.MsgspecError, UnicodeDecodeError)
"""What reading JSON raises: a string that is no UTF-8 has an error of its own."""


def pixels_sha256(pixels: NDArray[np.uint8]) -> str:
    """The hash that a manifest tells.

    Shape: height x width x 3, BGR.
    """
    return hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file that is there as a whole or not at all."""
    draft = path.with_name(f"{_DRAFT}{os.getpid()}-{threading.get_ident()}")
    try:
        with draft.open("wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


class PictureFolder:
    """The folder at a path."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def manifest(self) -> Path:
        """The path of the manifest."""
        return self.root / MANIFEST_FILE

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Make the folder if need be, and keep other runs off; the lock ends with its holder, however that ends.

        Raises:
            UsageError: a file is at that place, or another run has the lock.
            OSError: it cannot be made.
        """
        if self.root.exists() and not self.root.is_dir():
            raise UsageError(f"{self.root} is a file; give another --out")
        self.root.mkdir(parents=True, exist_ok=True)
        opened = os.open(self.root, os.O_RDONLY)
        try:
            if not _held(opened):
                raise UsageError(f"another run is filling {self.root}; wait for its end, or give another --out")
            yield
        finally:
            os.close(opened)

    def begin(self, recipe: FolderRecipe) -> None:
        """Take the place, or go on with a folder of the same recipe.

        Raises:
            UsageError: something else is at that place.
            OSError: it cannot be written.
        """
        there = self._recipe()
        if there is None:
            if any(not name.startswith(_DRAFT) for name in os.listdir(self.root)):  # noqa: PTH208 - the first one is enough
                raise UsageError(f"{self.root} is not empty and holds no faces of ours; give another --out")
            write_whole(self.root / FOLDER_FILE, msgspec.json.format(msgspec.json.encode(recipe), indent=1) + b"\n")
        elif told := difference(there, recipe):
            raise UsageError(f"{self.root} holds faces of another recipe: {told}; give another --out")
        self._sweep(self.root)

    def known(self) -> dict[str, list[FaceRecord]]:
        """The records by identity of a folder that was finished before; what cannot be read counts as unknown."""
        known: dict[str, list[FaceRecord]] = {}
        with suppress(FileNotFoundError, *_NOT_READ):
            for record in read_manifest(self.manifest.read_bytes()):
                known.setdefault(record.identity, []).append(record)
        return known

    def journal(self, identity: str) -> list[FaceRecord]:
        """The records of a person whose pictures were begun before."""
        of_one = self.root / identity
        of_one.mkdir(exist_ok=True)
        self._sweep(of_one)
        with suppress(FileNotFoundError):
            return list(_whole_lines((of_one / _JOURNAL_FILE).read_bytes()))
        return []

    def add(self, record: FaceRecord, *, jpeg: bytes, truth: FaceTruth) -> FaceRecord:
        """Write the picture that the record names; returns the record with the hash of its pixels.

        Raises:
            ValueError: this is no picture.
            OSError: it cannot be written.
        """
        pixels = _decoded(jpeg)
        if pixels is None:
            raise ValueError(f"the picture {record.file} cannot be decoded")
        record = msgspec.structs.replace(record, sha256=pixels_sha256(pixels))
        picture = self.root / record.file
        write_whole(picture.with_suffix(".json"), msgspec.json.encode(truth) + b"\n")
        write_whole(picture, jpeg)
        with (picture.parent / _JOURNAL_FILE).open("ab") as journal:
            journal.write(b"\n" + msgspec.json.encode(record) + b"\n")  # a line that was cut ends before the next one
        return record

    def holds(self, record: FaceRecord) -> bool:
        """Whether that picture is there, with these pixels and a truth: a hundredth of the cost of making it again."""
        picture = self.root / record.file
        try:
            msgspec.json.decode(picture.with_suffix(".json").read_bytes(), type=FaceTruth)
            pixels = _decoded(picture.read_bytes())
        except (OSError, *_NOT_READ):
            return False
        return pixels is not None and pixels_sha256(pixels) == record.sha256

    def finish(self, lines: Mapping[str, bytes]) -> None:
        """Write the manifest from its lines by file, in their order, and take the journals away."""
        write_whole(self.manifest, (lines[file] + b"\n" for file in sorted(lines)))
        for identity in {file.partition("/")[0] for file in lines}:
            (self.root / identity / _JOURNAL_FILE).unlink(missing_ok=True)

    def _recipe(self) -> FolderRecipe | None:
        path = self.root / FOLDER_FILE
        try:
            return msgspec.json.decode(path.read_bytes(), type=FolderRecipe)
        except FileNotFoundError:
            return None
        except _NOT_READ as error:
            raise UsageError(f"{path} is no recipe of faces: {error}; give another --out") from error

    @staticmethod
    def _sweep(folder: Path) -> None:
        """Take away what a killed run was about to write."""
        for draft in folder.glob(f"{_DRAFT}*"):
            draft.unlink(missing_ok=True)


def _held(opened: int) -> bool:
    """Whether the lock of this file is ours now."""
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _decoded(jpeg: bytes) -> NDArray[np.uint8] | None:
    if not jpeg:
        return None
    pixels = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_COLOR)
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)


def _whole_lines(lines: bytes) -> Iterator[FaceRecord]:
    decoder = msgspec.json.Decoder(FaceRecord)
    for line in lines.splitlines():
        with suppress(*_NOT_READ):
            if line:
                yield decoder.decode(line)
