"""What a process that runs the tests of a matcher holds: the matcher, the pictures, and the journal."""

from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from conformance.matchers.asking import AskedMatcher
from conformance.matchers.expect import MatcherExpect
from conformance.matchers.pictures import Picture, Pictures
from conformance.matchers.port import Comparison, Identity, QualityAnswer
from conformance.matchers.target import MatcherTarget, load_matcher_target
from conformance.matchers.transport import Way, way_to
from conformance.plan import Kind
from conformance.session import AnyRunInfo, Joined, open_journal
from harness.world.events import Reason
from harness.world.reasons import sentence
from simulators.journey import WayBlockedError

_LOOKED_AT = 4
"""As many people are looked at for each that is wanted, before it is given up."""


class MatcherRunInfo(AnyRunInfo, frozen=True, kw_only=True, tag="matcher", tag_field="kind"):
    """A run on a matcher. `spec` is the way to it, and `identity` who it said it is."""

    spec: str
    identity: Identity


class PicturesNotTakenError(WayBlockedError):
    """Too few people are taken by the matcher for anything to be shown of their spoiled pictures."""

    def __init__(self, count: int, among: int) -> None:
        super().__init__("find people whose pictures the matcher takes", None)
        self.because = Reason(code="not_taken", facts={"count": str(count), "among": str(among)})

    def __str__(self) -> str:
        return sentence(self.because)


@dataclass(frozen=True, kw_only=True)
class MatcherSession(Joined):
    """One process of a run on a matcher."""

    info: MatcherRunInfo
    target: MatcherTarget
    way: Way
    pictures: Pictures
    kind: Kind = "matcher"

    @classmethod
    def join(cls, info: MatcherRunInfo, *, worker: str) -> "MatcherSession":
        """Join a run as the process `worker`; its events go to a file of their own."""
        target = load_matcher_target(info.target)
        journal, file = open_journal(info, worker)
        return cls(
            info=info,
            target=target,
            way=way_to(info.spec, target.limits()),
            journal=journal,
            file=file,
            pictures=Pictures(info.seed),
        )

    def offers(self) -> frozenset[str]:
        """The names that a test may need."""
        return frozenset({"process"} if self.way.is_ours else set())

    def expectations(self) -> MatcherExpect:
        """The assertions of one test."""
        return MatcherExpect(self.journal)

    @cached_property
    def matcher(self) -> AskedMatcher:
        """The matcher, whose process lives as long as this one."""
        return AskedMatcher(way=self.way, journal=self.journal, reasons=self.target.reasons)

    def people(self, count: int) -> list[int]:
        """People whose portrait and good selfie the matcher takes: what it says of their spoiled pictures means something.

        Raises:
            PicturesNotTakenError: there are not enough among four times as many.
        """
        found = list(islice(filter(self._takes, range(_LOOKED_AT * count)), count))
        if len(found) < count:
            raise PicturesNotTakenError(count, _LOOKED_AT * count)
        return found

    def _takes(self, person: int) -> bool:
        if person not in self._known:
            self._known[person] = self._looked_at(person)
        return self._known[person]

    @cached_property
    def _known(self) -> dict[int, bool]:
        return {}

    def _looked_at(self, person: int) -> bool:
        portrait, selfie = self.pictures.portrait(person), self.pictures.selfie(person)
        offers = self.info.identity.offers
        if "quality" in offers and not all(map(self._is_usable, (portrait, selfie))):
            return False
        return "compare" not in offers or isinstance(self.matcher.compare(portrait, selfie), Comparison)

    def _is_usable(self, picture: Picture) -> bool:
        answer = self.matcher.quality(picture)
        return isinstance(answer, QualityAnswer) and not answer.reasons

    def leave(self) -> None:
        """Close what is open."""
        if "matcher" in self.__dict__:
            self.matcher.close()
        super().leave()
