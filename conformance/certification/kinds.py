"""The kinds of targets that a run can have: the one place that knows all of them."""

import argparse
from collections.abc import Callable
from pathlib import Path

from conformance.certification.environment import Environment
from conformance.certification.lending import Lending, demand_of
from conformance.certification.passes import Selection, collect
from conformance.certification.proceedings import AnyEnvironment, Proceedings
from conformance.certification.server import ServerProceedings
from conformance.target import load_target


def check_target(name: str) -> None:
    """Read a target file of any kind.

    Raises:
        UsageError: it does not hold.
    """
    load_target(name)


def prepared(
    arguments: argparse.Namespace, selection: Selection, *, progress: Callable[[str], None]
) -> tuple[AnyEnvironment, Callable[[], Proceedings]]:
    """The environment of a run as its arguments ask for it, and how its proceedings begin once it stands.

    Raises:
        HarnessError: the target file does not hold.
    """
    environment = Environment(
        arguments.target,
        seed=arguments.seed,
        advertise=arguments.advertise,
        progress=progress,
        lending=_lending(arguments.pool, selection),
    )
    return environment, lambda: ServerProceedings(environment)


def _lending(folder: Path | None, selection: Selection) -> Lending | None:
    if folder is None:
        return None
    return Lending(folder=folder, demand=demand_of(test for test in collect() if selection.holds(test)))
