"""The axes of a surface as the command line writes them, `FROM:TO:POINTS`."""

from dataclasses import dataclass

import numpy as np

from harness.commandline import UsageError
from harness.world.sites import DEVICES_LIMIT
from load.capacity.play.columns import Doubles

_LOWEST, _HIGHEST = 0.1, 10.0
_MOST_POINTS = 60
_MOST_DEVICES = 100


@dataclass(frozen=True, eq=False, kw_only=True)
class Grid:
    """Numbers of devices, each of them; factors of demand and of every time of service, in order."""

    devices: tuple[int, ...]
    demand: Doubles
    service: Doubles

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many of each."""
        return len(self.devices), len(self.demand), len(self.service)

    @property
    def cells(self) -> tuple[Doubles, Doubles]:
        """Demand and service in the middle of the cells."""
        return _middles(self.demand), _middles(self.service)


def read_grid(devices: str, demand: str, service: str) -> Grid:
    """The grid.

    Raises:
        UsageError: an axis is not written so, or out of range.
    """
    return Grid(
        devices=_devices(devices), demand=_factors("demand", demand, least=2), service=_factors("service", service)
    )


def _devices(text: str) -> tuple[int, ...]:
    first, colon, last = text.partition(":")
    if not (colon and first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last) <= DEVICES_LIMIT):
        raise UsageError(f"--devices {text}: write FROM:TO, as 1:8, with at least 1 and at most {DEVICES_LIMIT}")
    if int(last) - int(first) >= _MOST_DEVICES:
        raise UsageError(f"--devices {text}: at most {_MOST_DEVICES} numbers of devices; make the range narrower")
    return tuple(range(int(first), int(last) + 1))


def _factors(name: str, text: str, *, least: int = 1) -> Doubles:
    parts = text.split(":")
    try:
        values = [float(part) for part in parts]
        points = int(parts[2]) if len(parts) == 3 else 1  # noqa: PLR2004 - from, to, points
    except ValueError:
        values, points = [], 0
    if len(values) not in {1, 3} or not least <= points <= _MOST_POINTS:
        raise UsageError(f"--{name} {text}: write FROM:TO:POINTS, as 0.5:1.5:6, with {least} to {_MOST_POINTS} points")
    low, high = values[0], values[1] if len(values) > 1 else values[0]
    if not _LOWEST <= low <= high <= _HIGHEST or (low == high) != (points == 1):
        raise UsageError(f"--{name} {text}: factors from {_LOWEST:g} to {_HIGHEST:g} that grow, where 1 is the model")
    return np.linspace(low, high, points)


def _middles(nodes: Doubles) -> Doubles:
    return (nodes[1:] + nodes[:-1]) / 2 if len(nodes) > 1 else nodes
