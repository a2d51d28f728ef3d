"""What a visit consists of: legs of human time, system time and retries, as a model declares them, and their draw."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from harness.world.assumptions import Part
from load.capacity.draws.draws import Purpose, Stream, Uniforms, failures
from load.capacity.model.manners import Probability
from load.capacity.model.times import Law, Time, draw, law_of
from load.capacity.model.uncertain import Uncertain
from load.capacity.play.day import Leg

MOST_RETRIES = 4
"""How many lanes the draws have for their times."""

MOST_LEGS = 16


class Retry(Part, frozen=True, kw_only=True):
    """A try fails with this probability, each time anew; each further try takes `time`. After `most` of them it is over."""

    failure: Probability
    most: Annotated[int, Meta(ge=0, le=MOST_RETRIES)]
    time: Time


class ServiceLeg(Part, frozen=True, kw_only=True):
    """A stretch of service. `route`: what it needs from outside; `shared`: what it needs beside the device."""

    name: str
    human: Time | None = None
    system: Time | None = None
    retry: Retry | None = None
    route: str = ""
    shared: str = ""

    def __post_init__(self) -> None:
        """Refuse a leg in which nothing happens."""
        if self.human is None and self.system is None:
            raise ValueError(f"leg {self.name!r} takes no time; give `human`, `system` or both")


class Service(Uncertain, frozen=True, kw_only=True):
    """What people of some kinds come for."""

    name: str
    legs: Annotated[list[ServiceLeg], Meta(min_length=1, max_length=MOST_LEGS)]


def mean_service_s(service: Service) -> float:
    """The mean time at a device when nothing stands still."""
    total, reached = 0.0, 1.0
    for leg in service.legs:
        total += reached * sum(time.mean_s for time in (leg.human, leg.system) if time is not None)
        if leg.retry is not None:
            chances = [leg.retry.failure**retry for retry in range(1, leg.retry.most + 2)]
            total += reached * leg.retry.time.mean_s * sum(chances[: leg.retry.most])
            reached *= 1.0 - chances[leg.retry.most]
    return total


@dataclass(frozen=True, slots=True)
class ServiceLaw:
    """A service made ready to be drawn."""

    legs: tuple[tuple[ServiceLeg, Law | None, Law | None, Law | None], ...]


def service_law(service: Service) -> ServiceLaw:
    """The service, ready to be drawn."""
    return ServiceLaw(tuple((leg, *_laws(leg)) for leg in service.legs))


def draw_service(law: ServiceLaw, *, stream: Stream, person: int) -> tuple[tuple[Leg, ...], bool]:
    """The legs of a person, and whether they get what they came for; neighbors with the same needs are one leg."""
    legs: list[Leg] = []
    for number, (declared, human, system, again) in enumerate(law.legs):
        purpose = Purpose.LEG + 2 * number
        of_human, of_system, of_tries, _ = stream.block(person, purpose)
        work_s = (draw(human, of_human) if human else 0.0) + (draw(system, of_system) if system else 0.0)
        failed = 0
        if declared.retry is not None and again is not None:
            failed = failures(of_tries, declared.retry.failure, declared.retry.most + 1)
            work_s += _retries(
                again, min(failed, declared.retry.most), stream.block, person=person, purpose=purpose + 1
            )
        _add(legs, Leg(work_s, declared.route, declared.shared))
        if declared.retry is not None and failed > declared.retry.most:
            return tuple(legs), False
    return tuple(legs), True


def _retries(again: Law, count: int, block: Callable[[int, int], Uniforms], *, person: int, purpose: int) -> float:
    """Drawn only if there are some: most people have none."""
    return sum(draw(again, u) for u in block(person, purpose)[:count]) if count else 0.0


def _add(legs: list[Leg], leg: Leg) -> None:
    if legs and (legs[-1].route, legs[-1].shared) == (leg.route, leg.shared):
        leg = Leg(legs.pop().work_s + leg.work_s, leg.route, leg.shared)
    legs.append(leg)


def _laws(leg: ServiceLeg) -> tuple[Law | None, Law | None, Law | None]:
    again = leg.retry.time if leg.retry is not None else None
    human, system, retry = (law_of(time) if time is not None else None for time in (leg.human, leg.system, again))
    return human, system, retry
