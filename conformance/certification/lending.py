"""How a run comes by its people where it shares a target with other runs, and how it gives them back."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from conformance.adapter import has_method, load_adapter
from conformance.certification.people import People
from conformance.certification.pool import GiveBack, Pool
from conformance.plan import PlannedTest
from conformance.session import tls_of
from conformance.target import REFERENCE, TargetFile
from harness.commandline import UsageError
from harness.world.events import Reason
from harness.world.ports import Accepted, ExchangeLostError, Leased, ReclaimPort, converse
from simulators.journey import reason_of
from simulators.network import HttpNetwork, Limits
from simulators.population.people import Person, Population

JOURNEY_ROLE = "citizen"
_JOURNEYS = 2


@dataclass(frozen=True, kw_only=True)
class Lending:
    """The folder of the pool, and how many people of each role the run wants."""

    folder: Path
    demand: Mapping[str, int]

    def pool(self, people: People) -> Pool:
        """The pool of these people."""
        population = msgspec.json.decode(people.population.read_bytes(), type=Population)
        roster = people.roster.read_bytes()
        return Pool(self.folder, roster=roster, people=population.people, journeys=JOURNEY_ROLE)


def demand_of(tests: Iterable[PlannedTest]) -> dict[str, int]:
    """How many people of each role these tests want, with the two who play the journeys around them."""
    wanted = Counter(role for test in tests for role in test.people)
    wanted[JOURNEY_ROLE] += _JOURNEYS
    return dict(wanted)


def giving_back(
    target: TargetFile, base_url: str, tell: Callable[[Reason], None], *, beside: str = REFERENCE
) -> GiveBack:
    """How people are given back to this target: by its adapter, where the target file says so, else not at all.

    Raises:
        UsageError: the target file promises what its adapter cannot do.
    """
    if target.roster is None or not target.roster.reclaim:
        return lambda _people: False
    port = load_adapter(target, base_url, beside=beside)
    if not (isinstance(port, ReclaimPort) and has_method(port, "reclaim")):
        raise UsageError(f"[roster] reclaim = true, but the adapter {target.adapter.name} has no reclaim")

    def give_back(people: Sequence[Person]) -> bool:
        network = HttpNetwork(base_url, limits=Limits(answer_s=target.reach.answer_s), tls=tls_of(target))
        named = [
            Leased(civil_number=each.civil_number, mobile=each.mobile, reference_number=each.reference_number)
            for each in people
        ]
        try:
            outcome = converse(port.reclaim(people=named), network)
        except ExchangeLostError as lost:
            tell(_kept_back(named, lost.because))
            return False
        finally:
            network.close()
        if not isinstance(outcome, Accepted):
            tell(_kept_back(named, reason_of(outcome)))
        return isinstance(outcome, Accepted)

    return give_back


def _kept_back(people: Sequence[Leased], why: Reason) -> Reason:
    return Reason(code="kept_back", facts={"count": str(len(people))}, inner=why)
