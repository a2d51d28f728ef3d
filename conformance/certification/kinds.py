"""The kinds of targets that a run can have: the one place that knows all of them."""

import argparse
from collections.abc import Callable
from pathlib import Path

from conformance.cards.target import load_card_target
from conformance.certification.card import CardProceedings
from conformance.certification.card_environment import CardEnvironment
from conformance.certification.environment import Environment, Progress
from conformance.certification.lending import Lending, demand_of
from conformance.certification.passes import Selection, collect
from conformance.certification.proceedings import AnyEnvironment, Proceedings
from conformance.certification.server import ServerProceedings
from conformance.plan import Kind
from conformance.target import kind_of, load_target, read_target


def check_target(name: str) -> None:
    """Read a target file of any kind.

    Raises:
        UsageError: it does not hold.
    """
    if _kind(name) == "card":
        load_card_target(name)
    else:
        load_target(name)


def is_shared_by_none(name: str) -> bool:
    """Whether one process alone can test the target: a card in a real reader.

    Raises:
        UsageError: the target file does not hold.
    """
    return _kind(name) == "card" and not load_card_target(name).simulated


def prepared(
    arguments: argparse.Namespace, selection: Selection, *, progress: Progress
) -> tuple[AnyEnvironment, Callable[[], Proceedings]]:
    """The environment of a run as its arguments ask for it, and how its proceedings begin once it stands.

    Raises:
        HarnessError: the target file does not hold.
    """
    if _kind(arguments.target) == "card":
        card = CardEnvironment(
            arguments.target, seed=arguments.seed, allow_blocking=arguments.allow_blocking, progress=progress
        )
        return card, lambda: CardProceedings(card)
    environment = Environment(
        arguments.target,
        seed=arguments.seed,
        advertise=arguments.advertise,
        progress=progress,
        lending=_lending(arguments.pool, selection),
    )
    return environment, lambda: ServerProceedings(environment)


def _kind(name: str) -> Kind:
    return kind_of(*read_target(name))


def _lending(folder: Path | None, selection: Selection) -> Lending | None:
    if folder is None:
        return None
    return Lending(folder=folder, demand=demand_of(test for test in collect() if selection.holds(test)))
