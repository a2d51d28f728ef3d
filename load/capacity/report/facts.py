"""What the report tells, as numbers: no words and no picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from harness.world.sites import Operator, Site
from load.capacity.model.demand import HALF_HOUR_S
from load.capacity.model.plan import Plan
from load.capacity.play.columns import Doubles
from load.capacity.rollout.answer import RolloutAnswer
from load.capacity.statistics.estimates import Estimate

_SEEN = 0.005
"""Devices in use, on average over days, from which on a half hour is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """A site over all days. `people` come a day; `p95_s` is None where nobody had a device in some replication."""

    site: Site
    operator: Operator
    devices: int
    people: float
    p95_s: Estimate | None
    abandonment: Estimate | None
    lost: Estimate | None
    utilization: float
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFacts:
    """All sites together."""

    people: Estimate
    """A day."""
    served: Estimate
    """Of all who came, as with the next."""
    lost: Estimate
    abandonment: Estimate
    mean_wait_s: Estimate
    p95_s: Estimate
    utilization: Estimate


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HourFacts:
    """A day by half hours. `wait_s` by site: what who comes then has to expect; not a number where nobody comes.

    The 95 % interval of `wait_s` is `wait_error_s` to both sides, of replications.
    `waiting` and `busy`: people in line and at devices at all sites together, the mean of a half hour over days and
    replications; `waiting_low` and `waiting_high`: what 5 and 95 of 100 days do not exceed. `breaks`: when most sites take
    nobody, hours after midnight.
    """

    wait_s: Doubles
    wait_error_s: Doubles
    came: Doubles
    waiting: Doubles
    waiting_low: Doubles
    waiting_high: Doubles
    busy: Doubles
    breaks: tuple[tuple[float, float], ...] = ()

    @property
    def span(self) -> range:
        """The half hours in which anybody comes, waits or is served."""
        seen = np.flatnonzero((self.came.sum(axis=0) > 0) | (self.busy > _SEEN))
        return range(int(seen[0]), int(seen[-1]) + 1) if len(seen) else range(16, 30)

    @staticmethod
    def hour(half_hour: int) -> float:
        """When a half hour begins. Unit: hours after midnight."""
        return half_hour * HALF_HOUR_S / 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A number of devices, placed as well as may be; `site` is where the last one of them went."""

    devices: int
    p95_s: float
    lost: float
    site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """What devices buy: from step to step one more, where it shortens waiting most; and the plan as it stands."""

    steps: tuple[Step, ...]
    today: Step
    device_cost: float | None = None

    def cost(self, step: Step) -> float | None:
        """Of all devices of a step, where the price of one is known."""
        return None if self.device_cost is None else self.device_cost * step.devices


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A number of an assumption: its key in the file, the part that it belongs to, and what it is tried at."""

    key: str
    field: str
    """The end of the key, without places of a list: `human.mean_s`."""
    part: str
    """What the file calls the part."""
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What a lever moves: the long wait and who is lost, at its low and at its high value."""

    lever: Lever
    p95_s: tuple[float, float]
    lost: tuple[float, float]

    @property
    def effect_s(self) -> float:
        """The distance between the two long waits."""
        return abs(self.p95_s[1] - self.p95_s[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Swings:
    """All levers, the strongest first, and what none of them moves: the base."""

    base: Step
    swings: tuple[Swing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What was played: days in order, replications and the seed of all draws."""

    days: tuple[date, ...]
    replications: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which engine ran some sites, and why."""

    path: str
    reason: str
    sites: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """Everything. `digests` are SHA-256 of the files by their names; `tried` is what all but map and sites are from."""

    plan: Plan
    sample: Sample
    tried: Sample
    network: NetworkFacts
    sites: tuple[SiteFacts, ...]
    hours: HourFacts
    frontier: Frontier
    swings: Swings
    routes: tuple[Route, ...]
    digests: Mapping[str, str]
    command: str
    needed: int = 0
    """Replications that intervals need, for what breaks seldom to be seen."""
    rollout: RolloutAnswer | None = None
