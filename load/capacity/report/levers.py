"""Which numbers of a model are assumed, and the same plan with one of them changed.

A lever is a number with a fraction that stands in an assumed part. Factors of one product (people and the share of them
that comes) move the same thing: only the first is a lever. Whole numbers, times of day, calendars and places are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from harness.world.assumptions import Assumable
from load.capacity.model.model import Model
from load.capacity.model.plan import Plan, make_plan
from load.capacity.model.uncertain import Span, Uncertain
from load.capacity.report.facts import Lever

A_FIFTH = Span(low=0.8, high=1.2)
"""How far a number is moved, where its part says nothing else."""

_SAME = frozenset({"share", "failed", "to_site"})
_PROBABILITIES = frozenset({"failure", "probability", "booked", "no_show"})
_UNCERTAIN = frozenset({"people", "phone_enrollments", "mean_s"})
"""What the `uncertainty` of a part is about: amounts of a demand, times of a service."""

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_PLACE = re.compile(r"\[\d+\]")


def levers_of(plan: Plan) -> tuple[Lever, ...]:
    """Every lever of the model, in the order of the file."""
    return tuple(lever for key, part in _assumed(plan.model, "") for lever in _Walk(part, key).numbers(part, key, ()))


def with_lever(plan: Plan, lever: Lever, value: float) -> Plan | None:
    """The plan with a lever at another value; None if its part does not hold with it. Devices stay as the plan has them.

    What a model has to keep as a whole is about names, hours and what is plausible, and no number here changes it.
    """
    tree = msgspec.to_builtins(plan.model)
    inner = tree
    *steps, last = [name or int(place) for name, place in _STEP.findall(lever.key)]
    for step in steps:
        inner = inner[step]
    inner[last] = value
    try:
        model = msgspec.convert(tree, type=Model)
    except msgspec.ValidationError:
        return None
    changed = make_plan(model, plan.site_file, place=plan.place, sites_place=plan.sites_place, hooks=plan.hooks)
    return changed.with_devices({site.id: site.devices for site in plan.sites})


def _assumed(value: object, key: str) -> Iterator[tuple[str, Assumable]]:
    """Every assumed part with its key."""
    if isinstance(value, Assumable) and value.assumed:
        yield key, value
        return
    for name, item in _items(value):
        yield from _assumed(item, _joined(key, name))


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through one assumed part."""

    owner: Assumable
    key: str

    def numbers(self, value: object, key: str, names: tuple[str, ...]) -> Iterator[Lever]:
        """Every lever in a value; `names` are what the file calls the parts around it."""
        if isinstance(value, float):
            if value and key.rpartition(".")[2] not in _SAME:
                yield self._lever(value, key, names)
            return
        if isinstance(value, list) and value and isinstance(value[0], float):
            return  # a profile: all of its numbers together are a shape
        names = (*names, *filter(None, [_named(value)]))
        for name, item in _items(value):
            if not isinstance(item, Span):
                inner = (str(name),) if isinstance(value, dict) else names
                yield from self.numbers(item, _joined(key, name), inner)

    def _lever(self, value: float, key: str, names: tuple[str, ...]) -> Lever:
        last = key.rpartition(".")[2]
        span = self.owner.uncertainty if isinstance(self.owner, Uncertain) and last in _UNCERTAIN else None
        low, high = sorted(value * factor for factor in ((span or A_FIFTH).low, (span or A_FIFTH).high))
        if last in _PROBABILITIES:
            high = min(1.0, high)
        inner = _PLACE.sub("", key[len(self.key) + 1 :]).removeprefix("legs.")
        field = "sites" if inner.startswith("sites.") else inner
        part = " · ".join(dict.fromkeys(names))
        return Lever(key=key, field=f"{type(self.owner).__name__}.{field}", part=part, value=value, low=low, high=high)


def _items(value: object) -> Iterator[tuple[str | int, object]]:
    """What stands within: fields, entries, elements."""
    if isinstance(value, msgspec.Struct):
        yield from ((name, getattr(value, name)) for name in value.__struct_fields__)
    elif isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _named(value: object) -> str:
    """What the file calls a part: by its weekdays, its name, its route, or from how many waiting on it holds."""
    if (days := getattr(value, "weekdays", None)) is not None:
        return ",".join(days)
    found = (getattr(value, name, None) for name in ("name", "route", "waiting"))
    return next((str(some) for some in found if some not in {None, ""}), "")


def _joined(key: str, name: str | int) -> str:
    if isinstance(name, int):
        return f"{key}[{name}]"
    return f"{key}.{name}" if key else name
