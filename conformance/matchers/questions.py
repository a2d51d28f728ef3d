"""The questions of a trial, made of the manifest alone and put into an order that tells nothing.

Rules:
- Every portrait is compared with every selfie of the same person, good or spoiled, and with every attack on that person;
  impostor pairs are drawn from all others. Quality is asked of portraits, selfies and attacks, attack of good selfies, head
  movements and attacks.
- No list is longer than `most`. A longer one is cut to as many people as fit, so that the series of one person stays whole. All
  lists take people in one order that was drawn: who is in a short list is in the longer ones, too.
- Some questions are asked again (`probe`): the same bytes, another file of the same pixels, and two files that bear one mark as
  if they were of one person. Who judges pixels alone answers alike.
- All are shuffled together: whoever counts calls learns nothing from it.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal

from conformance.matchers.port import Operation
from harness.world.faces import FaceRecord
from simulators.entropy import Entropy

Probe = Literal["", "again", "other file", "same mark"]
_PROBED = {"compare": 40, "quality": 20, "attack": 20}
"""How many questions of each operation are asked again in each way."""
DEFAULT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Question:
    """An operation and the numbers of its pictures in the manifest; of a comparison the portrait stands first."""

    operation: Operation
    pictures: tuple[int, ...]
    probe: Probe = ""


def plan(
    records: Sequence[FaceRecord], *, seed: int, offers: Sequence[Operation], most: int = DEFAULT_MOST
) -> list[Question]:
    """Every question of a trial, in the order in which it is asked."""
    entropy = Entropy(seed)
    cut = _Cut(records, most, entropy.stream("trial", "people"))
    lists: dict[Operation, list[Question]] = {
        "compare": [*_compared(records, cut), *_impostors(records, most, entropy.stream("trial", "impostors"))],
        "quality": [Question("quality", (at,)) for at in cut(_judged(records))],
        "attack": _attacks(records, cut),
    }
    asked = [question for operation in offers for question in lists[operation]]
    again = list(_probes(asked, entropy.stream("trial", "probes")))
    everything = [*asked, *again]
    entropy.stream("trial", "order").shuffle(everything)
    return everything


def is_good(record: FaceRecord) -> bool:
    """Whether it is a selfie that nothing was done to."""
    return record.kind == "selfie" and record.defect is None


def _judged(records: Sequence[FaceRecord]) -> list[int]:
    return [number for number, record in enumerate(records) if record.kind in ("portrait", "selfie", "attack")]


class _Cut:
    """Cuts lists of pictures to as many people as fit, each with all of theirs; the first one where alone he is too many."""

    def __init__(self, records: Sequence[FaceRecord], most: int, stream: random.Random) -> None:
        self._records, self._most = records, most
        self._people = sorted({record.identity for record in records})
        stream.shuffle(self._people)

    def __call__(self, numbers: list[int]) -> list[int]:
        """The numbers that are kept, in their order."""
        if len(numbers) <= self._most:
            return numbers
        by_person: dict[str, list[int]] = {name: [] for name in self._people}
        for number in numbers:
            by_person[self._records[number].identity].append(number)
        kept: list[int] = []
        for theirs in by_person.values():
            if kept and len(kept) + len(theirs) > self._most:
                break
            kept += theirs
        return sorted(kept[: self._most])


def _compared(records: Sequence[FaceRecord], cut: _Cut) -> list[Question]:
    """Each portrait with the selfies of its person, good ones and others, and with the attacks on that person."""
    portraits: dict[str, list[int]] = {}
    for number, record in enumerate(records):
        if record.kind == "portrait":
            portraits.setdefault(record.identity, []).append(number)
    kinds = (
        [number for number, record in enumerate(records) if is_good(record)],
        [number for number, record in enumerate(records) if record.kind == "selfie" and record.defect is not None],
        [number for number, record in enumerate(records) if record.kind == "attack"],
    )
    return [
        Question("compare", (portrait, number))
        for kind in kinds
        for number in cut(kind)
        for portrait in portraits.get(records[number].identity, ())
    ]


def _impostors(records: Sequence[FaceRecord], most: int, stream: random.Random) -> list[Question]:
    portraits = [number for number, record in enumerate(records) if record.kind == "portrait"]
    selfies = [number for number, record in enumerate(records) if is_good(record)]
    people = Counter(records[number].identity for number in selfies)
    own = sum(people[records[number].identity] for number in portraits)
    if len(portraits) * len(selfies) - own <= 2 * most:
        pairs = [(p, s) for p in portraits for s in selfies if records[p].identity != records[s].identity]
        return [Question("compare", pair) for pair in sorted(stream.sample(pairs, min(most, len(pairs))))]
    drawn: set[tuple[int, int]] = set()
    while len(drawn) < most:
        pair = (stream.choice(portraits), stream.choice(selfies))
        if records[pair[0]].identity != records[pair[1]].identity:
            drawn.add(pair)
    return [Question("compare", pair) for pair in sorted(drawn)]


def _attacks(records: Sequence[FaceRecord], cut: _Cut) -> list[Question]:
    single = [number for number, record in enumerate(records) if is_good(record) or record.kind == "attack"]
    movements = {frames[0]: frames for frames in _movements(records)}
    return [
        *(Question("attack", (number,)) for number in cut(single)),
        *(Question("attack", movements[first]) for first in cut([*movements])),
    ]


def _movements(records: Sequence[FaceRecord]) -> Iterator[tuple[int, ...]]:
    """The frames of each head movement, which follow each other; `capture` numbers the movements, or the frames of each."""
    frames = [number for number, record in enumerate(records) if record.kind == "movement"]
    for _, group in groupby(frames, key=lambda at: (records[at].identity, records[at].species, records[at].instrument)):
        own = list(group)
        steps = [records[after].capture - records[at].capture for at, after in pairwise(own)]
        begins = [at for at, step in enumerate(steps, start=1) if (step != 0 if 0 in steps else step < 0)]
        yield from (tuple(own[start:end]) for start, end in pairwise([0, *begins, len(own)]))


def _probes(asked: list[Question], stream: random.Random) -> Iterator[Question]:
    for operation, count in _PROBED.items():
        fitting = [question for question in asked if question.operation == operation]
        for question in stream.sample(fitting, min(count, len(fitting))):
            yield replace(question, probe="again")
            yield replace(question, probe="other file")
            if operation == "compare":
                yield replace(question, probe="same mark")
