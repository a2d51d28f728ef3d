"""The kinds of targets that a run can have: the one place that knows all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from conformance.cards.target import load_card_target
from conformance.certification.card import CardProceedings, profile_named
from conformance.certification.card_environment import CardEnvironment
from conformance.certification.environment import Environment, Progress
from conformance.certification.lending import Lending, demand_of
from conformance.certification.matcher import MatcherProceedings, port_named
from conformance.certification.matcher_environment import MatcherEnvironment
from conformance.certification.passes import Selection, collect
from conformance.certification.proceedings import AnyEnvironment, Proceedings
from conformance.certification.server import ServerProceedings, policy_named
from conformance.matchers.target import load_matcher_target
from conformance.plan import Kind
from conformance.target import kind_of, load_target, read_target
from harness.world.results import Named


def check_target(name: str) -> None:
    """Read a target file of any kind.

    Raises:
        UsageError: it does not hold.
    """
    match kind_named(name):
        case "card":
            load_card_target(name)
        case "matcher":
            load_matcher_target(name)
        case "server":
            load_target(name)


def is_shared_by_none(name: str) -> bool:
    """Whether one process alone can test the target: a card in a real reader.

    Raises:
        UsageError: the target file does not hold.
    """
    return kind_named(name) == "card" and not load_card_target(name).simulated


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a run is asked for beside its tests."""

    target: str
    seed: int
    advertise: str | None = None
    pool: Path | None = None
    allow_blocking: bool = False


def prepared(
    wanted: Wanted, selection: Selection | None = None, *, progress: Progress = lambda _line: None
) -> tuple[AnyEnvironment, Callable[[], Proceedings]]:
    """The environment of a run, and how its proceedings begin once it stands.

    Raises:
        HarnessError: the target file does not hold.
    """
    if kind_named(wanted.target) == "card":
        allow_blocking = wanted.allow_blocking
        card = CardEnvironment(wanted.target, seed=wanted.seed, allow_blocking=allow_blocking, progress=progress)
        return card, lambda: CardProceedings(card)
    if kind_named(wanted.target) == "matcher":
        matcher = MatcherEnvironment(wanted.target, seed=wanted.seed, progress=progress)
        return matcher, lambda: MatcherProceedings(matcher)
    lending = _lending(wanted.pool, selection) if wanted.pool and selection else None
    environment = Environment(
        wanted.target, seed=wanted.seed, advertise=wanted.advertise, progress=progress, lending=lending
    )
    return environment, lambda: ServerProceedings(environment)


def kind_named(name: str) -> Kind:
    """The kind of a target.

    Raises:
        UsageError: its file cannot be read.
    """
    return kind_of(*read_target(name))


def tested_under(name: str) -> Named:
    """The policy, the profile of an applet or the port under which a target is tested.

    Raises:
        UsageError: its file does not hold.
    """
    match kind_named(name):
        case "card":
            return profile_named(load_card_target(name).card.profile)
        case "matcher":
            return port_named()
        case "server":
            return policy_named(load_target(name).the_policy())


def _lending(folder: Path, selection: Selection) -> Lending:
    return Lending(folder=folder, demand=demand_of(test for test in collect() if selection.holds(test)))
