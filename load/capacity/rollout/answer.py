"""The answer to a rollout as it is written and read: JSON for the report, lines for a planner. Waits are in seconds."""

from datetime import date

import msgspec


class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the answer."""


class Figure(Struct, frozen=True, kw_only=True):
    """A mean over replications with its interval at 95 %."""

    mean: float
    low: float
    high: float


class Step(Struct, frozen=True, kw_only=True):
    """A kiosk that comes, or those of a site that go (`added` below 0). `gain`: people served more until the end."""

    site: str
    added: int
    devices_after: int
    opens: bool = False
    from_stock: bool = False
    cost: float = 0.0
    gain: float = 0.0
    reason: str = ""


class QuarterAnswer(Struct, frozen=True, kw_only=True):
    """A quarter of the chosen plan; its figures hold under the expected demand."""

    name: str
    first: date
    last: date
    budget: float
    cost: float
    cost_so_far: float
    left: float
    stock: int
    steps: list[Step]
    wishes: list[Step]
    devices: dict[str, int]
    people: float
    stay_away: float
    lost: Figure
    p95_wait_s: Figure
    abandonment: Figure


class RegretAnswer(Struct, frozen=True, kw_only=True):
    """A plan under a demand: people lost, and how many more than under the plan that is best there."""

    plan: str
    scenario: str
    lost: Figure
    regret: Figure


class RolloutAnswer(Struct, frozen=True, kw_only=True):
    """The whole answer. `chosen`: the plan that the quarters show; `minimax`: the one whose largest regret is least."""

    rollout: str
    model: str
    title_en: str
    title_ar: str
    currency: str
    seed: int
    replications: int
    days: int
    expected: str
    chosen: str
    minimax: str
    quarters: list[QuarterAnswer]
    regrets: list[RegretAnswer]
    assumptions: list[dict[str, str]]
