"""A question to a surface and its answer, with both of its errors; nothing beyond its edges is answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from harness.commandline import UsageError
from load.capacity.play.columns import Doubles
from load.capacity.staffing.targets import Target
from load.capacity.statistics.outcomes import Measure
from load.capacity.surface.built import MEASURES, Surface
from load.capacity.surface.interpolation import interpolated

_KEYS = ("site", "devices", "demand", "service")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`devices` is None if the least number is wanted that keeps a target."""

    site: str
    devices: int | None
    demand: float
    service: float


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A measure. `half_width`: of the simulation, at 95 %. `missed`: by the interpolation, in the middle of this cell."""

    devices: int
    measure: Measure
    mean: float
    half_width: float
    missed: float

    @property
    def upper(self) -> float:
        """With both errors on top."""
        return self.mean + self.half_width + self.missed


def read_question(texts: Sequence[str], surface: Surface) -> Asked:
    """A question as the command line writes it, `key=value`.

    Raises:
        UsageError: a key is unknown or missing, or a value is not on the surface.
    """
    given = dict(_pair(text) for text in texts)
    unknown = next((key for key in given if key not in _KEYS), None)
    if unknown is not None:
        raise UsageError(f"{unknown}: no such key; there are {', '.join(_KEYS)}")
    site = given.get("site", surface.sites[0] if len(surface.sites) == 1 else "")
    if site not in surface.sites:
        raise UsageError(f"site={site}: not on this surface; there are: {', '.join(surface.sites)}")
    return Asked(
        site=site,
        devices=_devices(given["devices"], surface) if "devices" in given else None,
        demand=_factor("demand", given.get("demand", "1"), surface.grid.demand),
        service=_factor("service", given.get("service", "1"), surface.grid.service),
    )


def answers(asked: Asked, surface: Surface) -> tuple[Answered, ...]:
    """Every measure, for the devices that are asked for, or for each number of them on the surface."""
    counts = surface.grid.devices if asked.devices is None else (asked.devices,)
    means, half_widths = (
        interpolated(surface.grid, nodes, demand=asked.demand, service=asked.service)
        for nodes in (surface.means, surface.half_widths)
    )
    cell = _cell(surface.grid.demand, asked.demand), _cell(surface.grid.service, asked.service)
    site = surface.sites.index(asked.site)
    return tuple(
        Answered(
            devices=count,
            measure=measure,
            mean=float(means[site, surface.grid.devices.index(count), place]),
            half_width=float(half_widths[site, surface.grid.devices.index(count), place]),
            missed=_missed(asked, surface, surface.missed[site, surface.grid.devices.index(count), *cell, place]),
        )
        for count in counts
        for place, measure in enumerate(MEASURES)
    )


def least_devices(found: Sequence[Answered], targets: Sequence[Target]) -> int | None:
    """The least devices that keep every target, errors on top; None if none on the surface do."""
    limits = {target.measure: target.limit for target in targets}
    keeping = {one.devices: True for one in found}
    for one in found:
        keeping[one.devices] &= one.upper <= limits.get(one.measure, np.inf)
    return next((count for count, keeps in keeping.items() if keeps), None)


def errors(surface: Surface) -> Iterator[tuple[Measure, float, float, float]]:
    """How far interpolation misses over all middles, for each measure: the median, the 95 % point, the most."""
    for place, measure in enumerate(MEASURES):
        missed = surface.missed[..., place]
        middle, high = np.quantile(missed, [0.5, 0.95])
        yield measure, float(middle), float(high), float(missed.max())


def _missed(asked: Asked, surface: Surface, missed: float) -> float:
    """A node is not interpolated."""
    is_node = asked.demand in surface.grid.demand and asked.service in surface.grid.service
    return 0.0 if is_node else float(missed)


def _cell(nodes: Doubles, value: float) -> int:
    return min(max(int(np.searchsorted(nodes, value, side="right")) - 1, 0), max(len(nodes) - 2, 0))


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise UsageError(f"{text}: write KEY=VALUE, as demand=1.2")
    return key, value


def _devices(text: str, surface: Surface) -> int:
    counts = surface.grid.devices
    if not text.isdecimal() or int(text) not in counts:
        raise UsageError(f"devices={text}: outside this surface, which has {counts[0]} to {counts[-1]}")
    return int(text)


def _factor(name: str, text: str, nodes: Doubles) -> float:
    try:
        value = float(text)
    except ValueError:
        raise UsageError(f"{name}={text}: no number; write a factor, as {name}=1.2") from None
    if not nodes[0] <= value <= nodes[-1]:
        raise UsageError(
            f"{name}={text}: outside this surface, which has {nodes[0]:g} to {nodes[-1]:g}; make a wider one with "
            f"`capacity surface --{name}`"
        )
    return value
