"""Fills a folder with faces: by several processes, from where an earlier run stopped, to the same bytes however it is done.

A person is the unit of work, since a studio keeps what all pictures of its sitter share. At Ctrl-C workers are told to stop,
and finish the picture at hand.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol

import cv2
import msgspec

from harness.world.faces import FaceRecord, FaceTruth
from simulators.faces.crew import SPAWNED, crew_of
from simulators.faces.folder import PictureFolder
from simulators.faces.order import Order, Size
from simulators.faces.recipe import FolderRecipe, Sitter, orders_of, pictures_of, sitters_of

_POLL_S = 0.5
_JOBS_A_WORKER = 3


class Picture(Protocol):
    """What comes out of a studio."""

    @property
    def jpeg(self) -> bytes:
        """The file."""
        ...

    @property
    def truth(self) -> FaceTruth:
        """What is known of it."""
        ...

    @property
    def record(self) -> FaceRecord:
        """Its record; file, identity and hash are the folder's."""
        ...


class Maker(Protocol):
    """Takes the pictures of one person."""

    def photograph(self, order: Order) -> Picture:
        """The picture that is ordered, the same whatever was ordered before."""
        ...


MakerOf = Callable[[Sitter, Size], Maker]
"""The maker for a person and a size of pictures; a function of a module, for it goes to other processes by its name."""


class Progress(NamedTuple):
    """How far a run is, in pictures."""

    done: int
    made: int
    """Of those done; the others were there before."""
    total: int


Watcher = Callable[[Progress], None]


def studio(sitter: Sitter, size: Size) -> Maker:
    """The generator."""
    from simulators.faces.studio import Studio  # noqa: PLC0415 - what compiles the renderer is for the workers alone

    return Studio(sitter.seed, size=size) if sitter.kin is None else Studio(sitter.seed, size=size, kin=sitter.kin)


def generate(
    recipe: FolderRecipe,
    root: Path,
    *,
    maker: MakerOf = studio,
    workers: int = 0,
    progress: Watcher | None = None,
) -> Progress:
    """Make every picture of the recipe that is not there yet, then the manifest; no workers: in this process.

    Raises:
        UsageError: another recipe, other files or another run are at that place.
        HarnessError: a worker died.
        OSError: the folder cannot be written.
    """
    folder, tally, task = PictureFolder(root), _Tally(pictures_of(recipe), progress), _Task(root, recipe, maker)
    with folder.locked():
        folder.begin(recipe)
        known = folder.known()
        jobs = (_Job(sitter, tuple(known.pop(sitter.name, ()))) for sitter in sitters_of(recipe))
        ends = _together(task, jobs, workers=workers, tally=tally) if workers else _alone(task, jobs, tally)
        with closing(ends) as done:
            folder.finish({record.file: msgspec.json.encode(record) for records in done for record in records})
    return tally.progress


class _Task(NamedTuple):
    """What is the same of every job."""

    root: Path
    recipe: FolderRecipe
    maker: MakerOf


class _Job(NamedTuple):
    sitter: Sitter
    known: tuple[FaceRecord, ...]


@dataclass
class _Tally:
    total: int
    watcher: Watcher | None
    done: int = 0
    made: int = 0

    @property
    def progress(self) -> Progress:
        return Progress(self.done, self.made, self.total)

    def count(self, *, made: bool) -> None:
        self.set(self.done + 1, self.made + made)

    def set(self, done: int, made: int) -> None:
        self.done, self.made = done, made
        if self.watcher is not None:
            self.watcher(self.progress)


def _photographed(task: _Task, job: _Job, count: Callable[[bool], None]) -> list[FaceRecord]:
    """Every picture of one person."""
    folder, maker = PictureFolder(task.root), None
    known = {record.file: record for record in (*job.known, *folder.journal(job.sitter.name))}
    records = []
    for order in orders_of(task.recipe, job.sitter):
        file = f"{job.sitter.name}/{order.name}.jpg"
        record = known.get(file)
        kept = record is not None and folder.holds(record)
        if record is None or not kept:
            maker = maker or task.maker(job.sitter, task.recipe.size)
            picture = maker.photograph(order)
            wanted = msgspec.structs.replace(picture.record, file=file, identity=job.sitter.name)
            record = folder.add(wanted, jpeg=picture.jpeg, truth=picture.truth)
        records.append(record)
        count(not kept)
    return records


def _alone(task: _Task, jobs: Iterable[_Job], tally: _Tally) -> Generator[list[FaceRecord], None, None]:
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for job in jobs:
            yield _photographed(task, job, lambda made: tally.count(made=made))
    finally:
        cv2.setNumThreads(threads)


class _Shared:
    """What workers and their master tell each other."""

    def __init__(self) -> None:
        self._counts = SPAWNED.Array("q", 2)
        self._stopped = SPAWNED.Event()

    def stop(self) -> None:
        self._stopped.set()

    def count(self, made: bool) -> None:  # noqa: FBT001 - a callback
        with self._counts.get_lock():
            self._counts[0] += 1
            self._counts[1] += made
        if self._stopped.is_set():
            raise _StoppedError

    def tell(self, tally: _Tally) -> None:
        with self._counts.get_lock():
            done, made = self._counts[0], self._counts[1]
        tally.set(done, made)


class _StoppedError(Exception):
    """The run ends before its end."""


def _together(
    task: _Task, jobs: Iterator[_Job], *, workers: int, tally: _Tally
) -> Generator[list[FaceRecord], None, None]:
    """Hand the jobs to processes, a few ahead; what comes back comes in any order."""
    shared = _Shared()
    running: set[Future[list[FaceRecord]]] = set()
    try:
        with crew_of(workers, _prepare, task, shared) as crew, _ended_by(shared):
            while True:
                running |= {crew.submit(_work, job) for job in islice(jobs, workers * _JOBS_A_WORKER - len(running))}
                if not running:
                    break
                done, running = wait(running, timeout=_POLL_S, return_when=FIRST_COMPLETED)
                shared.tell(tally)
                yield from (future.result() for future in done)
    finally:
        shared.tell(tally)


@contextmanager
def _ended_by(shared: _Shared) -> Iterator[None]:
    """At the end, however it comes, workers finish the picture at hand alone."""
    try:
        yield
    finally:
        shared.stop()


_state: tuple[_Task, _Shared] | None = None
"""Of a worker."""


def _prepare(task: _Task, shared: _Shared) -> None:
    """Begin as a worker."""
    global _state  # noqa: PLW0603 - a pool hands a worker its state in no other way
    _state = task, shared


def _work(job: _Job) -> list[FaceRecord]:
    if _state is None:
        raise RuntimeError("a worker was not prepared")
    task, shared = _state
    return _photographed(task, job, shared.count)
