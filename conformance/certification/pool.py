"""A pool of people whom several runs share, one after another or at once, against one server that keeps its database.

The pool is a folder. For each roster it holds a ledger that says which run has whom and who is spent, because the server keeps
traces of them and cannot forget. A run holds a lock for as long as it lives, so the people of a run that was killed are found and
given back by the next one. A second lock keeps runs apart while one of them moves the target's clock.

Locks are those of the kernel (`flock`): they end with their process, and hold on one machine only.
"""

import fcntl
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from harness.commandline import HarnessError, UsageError
from harness.world.events import Record
from simulators.population.people import Person

RESERVED = 3
"""The last people of the role that plays journeys around the tests belong to `hawiya doctor` and to runs without a pool."""

GiveBack = Callable[[Sequence[Person]], bool]
"""Asks the target to forget these people; tells whether it has."""


class Lease(Record, frozen=True, kw_only=True):
    """Who is with which run."""

    run: str
    people: list[str]


class Ledger(Record, frozen=True, kw_only=True):
    """The state of a pool for one roster."""

    leases: list[Lease] = msgspec.field(default_factory=list)
    spent: list[str] = msgspec.field(default_factory=list)


class Pool:
    """The pool in a folder, for the people of one roster."""

    def __init__(self, folder: Path, *, roster: bytes, people: Sequence[Person], journeys: str) -> None:
        self._folder = folder
        self._file = folder / f"leases-{hashlib.sha256(roster).hexdigest()[:12]}.json"
        self._people = people
        self._reserved = {person.person_id for person in [p for p in people if p.role == journeys][-RESERVED:]}
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"--pool {folder}: {error.strerror}; name a folder that can be written") from None

    @contextmanager
    def lease(self, run: str, demand: Mapping[str, int], give_back: GiveBack) -> Iterator[list[Person]]:
        """Have as many people of each role as `demand` says; at the end they are given back, or spent.

        Raises:
            HarnessError: there are not so many.
        """
        alive = self._folder / f"run-{run}.lock"
        with self._locked(alive.name):
            ledger = self._change(lambda before: self._with_lease(self._without_dead(before, give_back), run, demand))
            taken = self._named(ledger.leases[-1].people)
            try:
                yield taken
            finally:
                spent = not give_back(taken)
                self._change(lambda before: _ended(before, run, spent=spent))
                alive.unlink(missing_ok=True)

    @contextmanager
    def clock_turn(self, *, alone: bool, wait: Callable[[], None]) -> Iterator[None]:
        """Share the target with other runs, or have it alone to move its clock; `wait` is told when another is in the way."""
        with self._locked("clock.lock", fcntl.LOCK_EX if alone else fcntl.LOCK_SH, wait=wait):
            yield

    # -- the ledger

    def _without_dead(self, ledger: Ledger, give_back: GiveBack) -> Ledger:
        for lease in ledger.leases:
            if self._is_dead(lease.run):
                ledger = _ended(ledger, lease.run, spent=not give_back(self._named(lease.people)))
        return ledger

    def _with_lease(self, ledger: Ledger, run: str, demand: Mapping[str, int]) -> Ledger:
        away = self._reserved | {name for lease in ledger.leases for name in lease.people} | set(ledger.spent)
        taken = _pick([person for person in self._people if person.person_id not in away], demand)
        found = Counter(str(person.role) for person in taken)
        if short := [f"{found[role]} of {want} {role}" for role, want in sorted(demand.items()) if found[role] < want]:
            raise HarnessError(self._exhausted(short, ledger))
        lease = Lease(run=run, people=[person.person_id for person in taken])
        return msgspec.structs.replace(ledger, leases=[*ledger.leases, lease])

    def _exhausted(self, short: Sequence[str], ledger: Ledger) -> str:
        leased = sum(len(lease.people) for lease in ledger.leases)
        return (
            f"--pool {self._folder}: too few people are free ({', '.join(short)}): of {len(self._people)} are "
            f"{len(ledger.spent)} spent and {leased} with other runs; make the roster larger: "
            f"hawiya population --people {2 * len(self._people)}"
        )

    def _named(self, names: Sequence[str]) -> list[Person]:
        wanted = set(names)
        return [person for person in self._people if person.person_id in wanted]

    def _change(self, step: Callable[[Ledger], Ledger]) -> Ledger:
        with self._locked("ledger.lock"):
            ledger = step(self._read())
            draft = self._file.with_suffix(".new")
            draft.write_bytes(msgspec.json.format(msgspec.json.encode(ledger), indent=1))
            draft.replace(self._file)
            return ledger

    def _read(self) -> Ledger:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Ledger) if self._file.exists() else Ledger()
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"--pool {self._file}: {error}") from None

    # -- locks

    def _is_dead(self, run: str) -> bool:
        with (self._folder / f"run-{run}.lock").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            (self._folder / f"run-{run}.lock").unlink(missing_ok=True)
            return True

    @contextmanager
    def _locked(
        self, name: str, kind: int = fcntl.LOCK_EX, *, wait: Callable[[], None] = lambda: None
    ) -> Iterator[None]:
        with (self._folder / name).open("ab") as file:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                wait()
                fcntl.flock(file, kind)
            yield


def _pick(free: Sequence[Person], demand: Mapping[str, int]) -> list[Person]:
    """The first of each role, in the order of the roster."""
    left: Counter[str] = Counter(demand)
    taken = []
    for person in free:
        if left[person.role] > 0:
            left[person.role] -= 1
            taken.append(person)
    return taken


def _ended(ledger: Ledger, run: str, *, spent: bool) -> Ledger:
    ended = [name for lease in ledger.leases if lease.run == run for name in lease.people] if spent else []
    leases = [lease for lease in ledger.leases if lease.run != run]
    return Ledger(leases=leases, spent=[*ledger.spent, *ended])
