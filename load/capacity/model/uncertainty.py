"""What a model does not know of its inputs: a span for the amount of a demand, or for the times of a service.

A simulation with many replications has a narrow interval around an answer to a question that may be the wrong one. So the
inputs are drawn, too, each factor evenly from its span and apart from the others, and the spread of the answers is told
beside the error of the simulation, never mixed with it. The people and their draws stay the same from input to input.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import msgspec

from load.capacity.draws.draws import uniform
from load.capacity.draws.philox import WORD, philox
from load.capacity.model.model import Model
from load.capacity.model.plan import Plan
from load.capacity.model.service import Service
from load.capacity.model.uncertain import Uncertain
from load.capacity.model.variations import with_service

_INPUT = 0x494E5055  # a place of its own among the counters of Philox: "INPU"


def uncertain_parts(model: Model) -> Iterator[tuple[str, Uncertain]]:
    """Each part that has a span, with its key."""
    parts: dict[str, Sequence[Uncertain]] = {
        "demand.cohorts": model.demand.cohorts,
        "demand.renewals": model.demand.renewals,
        "demand.overflows": model.demand.overflows,
        "services": model.services,
    }
    for name, some in parts.items():
        yield from ((f"{name}[{number}]", part) for number, part in enumerate(some) if part.uncertainty is not None)


def drawn(plan: Plan, *, seed: int, number: int) -> Plan:
    """The plan with inputs drawn from their spans; number 0 is the first draw."""
    factors = {key: _factor(part, seed, number, place) for place, (key, part) in enumerate(uncertain_parts(plan.model))}
    model = plan.model
    demand = msgspec.structs.replace(
        model.demand,
        cohorts=[
            msgspec.structs.replace(some, people=some.people * factors.get(f"demand.cohorts[{place}]", 1.0))
            for place, some in enumerate(model.demand.cohorts)
        ],
        renewals=[
            msgspec.structs.replace(some, people=some.people * factors.get(f"demand.renewals[{place}]", 1.0))
            for place, some in enumerate(model.demand.renewals)
        ],
        overflows=[
            msgspec.structs.replace(
                some, phone_enrollments=some.phone_enrollments * factors.get(f"demand.overflows[{place}]", 1.0)
            )
            for place, some in enumerate(model.demand.overflows)
        ],
    )
    services = [_service(plan, place, factors.get(f"services[{place}]", 1.0)) for place in range(len(model.services))]
    return replace(plan, model=msgspec.structs.replace(model, demand=demand, services=services))


def _service(plan: Plan, place: int, factor: float) -> Service:
    alone = replace(plan, model=msgspec.structs.replace(plan.model, services=[plan.model.services[place]]))
    return with_service(alone, factor).model.services[0]


def _factor(part: Uncertain, seed: int, number: int, place: int) -> float:
    assert part.uncertainty is not None  # noqa: S101 - it is one of the uncertain parts
    u = uniform(philox(seed & WORD, seed >> 32, place, number, _INPUT, WORD)[0])
    return part.uncertainty.low + u * (part.uncertainty.high - part.uncertainty.low)
