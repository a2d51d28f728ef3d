"""A folder that keeps what is done: a file for each block, written at once or not at all.

A run that was cut, by a power failure or by `kill -9`, goes on where it was and comes to the same bytes. `run.json`
says which run it is; another one is refused. Numbers are kept as numpy keeps them, without pickle.
"""

import hashlib
import os
from datetime import date
from importlib import resources
from pathlib import Path
from zipfile import BadZipFile

import msgspec
import numpy as np

from harness.commandline import UsageError
from load.capacity.play.blocks import Block, Part
from load.capacity.play.tally import TALLIED, Tally

RUN_FILE, BLOCKS = "run.json", "blocks"
_AXES = "by_site", "by_day"


class Order(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a folder holds blocks of. `plan` is the SHA-256 of the packed plan; `engine`: of the sources."""

    plan: str
    seed: int
    sites: tuple[str, ...]
    days: tuple[date, ...]
    size: int
    engine: str


def digest(packed: bytes) -> str:
    """What stands for a plan."""
    return hashlib.sha256(packed).hexdigest()


def engine() -> str:
    """What stands for the code: results of another version are not gone on with."""
    sources = sorted(Path(str(resources.files("load.capacity"))).rglob("*.py"))
    return digest(b"".join(file.read_bytes() for file in sources if "tests" not in file.parts))


class Kept:
    """The blocks of one order in a folder."""

    def __init__(self, folder: Path, order: Order) -> None:
        self._folder = folder
        self._order = order

    def open(self, *, resume: bool) -> None:
        """Make the folder ready.

        Raises:
            UsageError: it holds another run, or one that is to be gone on with and `resume` does not say so.
        """
        file = self._folder / RUN_FILE
        try:
            (self._folder / BLOCKS).mkdir(parents=True, exist_ok=True)
            there = file.read_bytes() if file.exists() else b""
            if not there:
                write(file, msgspec.json.encode(self._order))
        except OSError as error:
            raise UsageError(f"--out {self._folder}: {error.strerror}; name a folder that can be written") from None
        if there and not resume:
            raise UsageError(f"--out {self._folder}: holds a run already; go on with --resume, or name another folder")
        if there and there != msgspec.json.encode(self._order):
            raise UsageError(f"--out {self._folder}: holds {self._other(there)}; name another folder")

    def has(self, block: Block) -> bool:
        """Whether there is a file for the block."""
        return self._place(block).exists()

    def read(self, block: Block) -> Part | None:
        """What the block came to; nothing, if its file is damaged."""
        try:
            with self._place(block).open("rb") as content, np.load(content, allow_pickle=False) as file:
                return Part(*(Tally(**{name: file[f"{axes}.{name}"] for name in TALLIED}) for axes in _AXES))
        except (OSError, ValueError, EOFError, BadZipFile, KeyError):
            return None

    def write(self, block: Block, part: Part) -> None:
        """Keep what the block came to."""
        place = self._place(block)
        draft = place.with_suffix(".draft")
        tallies = zip(_AXES, (part.by_site, part.by_day), strict=True)
        arrays = {f"{axes}.{name}": array for axes, tally in tallies for name, array in tally.arrays().items()}
        with draft.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        draft.replace(place)

    def _place(self, block: Block) -> Path:
        return self._folder / BLOCKS / f"{block.first:07}-{block.last:07}_{block.days[0]}_{block.days[-1]}.npz"

    def _other(self, there: bytes) -> str:
        try:
            other = msgspec.json.decode(there, type=Order)
        except msgspec.MsgspecError:
            return f"a {RUN_FILE} that is none"
        unlike = [name for name in Order.__struct_fields__ if getattr(other, name) != getattr(self._order, name)]
        return f"a run with another {', '.join(unlike)}"


def write(place: Path, content: bytes) -> None:
    """Write a file so that it is there as a whole or not at all."""
    draft = place.with_name(place.name + ".draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
