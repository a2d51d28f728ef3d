"""What a site makes of its devices: how many it serves, by quarter, devices and demand, in one table by simulation.

Sites do not depend on each other (people who move on are left to the certificate), so that one simulation of all sites
with c devices each fills a column of the table for all. Between demands the number served is read off a straight line;
beyond the highest a site serves no more than there: people who come on top are lost. That makes plans quick to compare.
What they promise is then simulated as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from load.capacity.model.variations import with_demand
from load.capacity.play.columns import Doubles, Numbers
from load.capacity.play.simulate import simulate
from load.capacity.rollout.network import Network

_LEVELS = 6
_MOST_CROWDING = 4.0
_NEGLIGIBLE = 0.001


@dataclass(frozen=True, eq=False)
class Response:
    """`served`: of one person expected when all sites are open. Shape: quarter, site, devices from 0, demand levels."""

    levels: Doubles
    served: Doubles

    def at(self, quarter: int, devices: Numbers, demand: float) -> Doubles:
        """What each site serves at a demand. Shape: site."""
        table = self.served[quarter, np.arange(len(devices)), devices]
        if demand >= self.levels[-1]:
            return np.asarray(table[:, -1])
        above = int(np.searchsorted(self.levels, demand, side="right"))
        low, high = self.levels[above - 1], self.levels[above]
        part = (demand - low) / (high - low)
        return np.asarray(table[:, above - 1] * (1.0 - part) + table[:, above] * part)


def response(
    network: Network, *, replications: int, seed: int, progress: Callable[[int, int], None] | None = None
) -> Response:
    """Fill the table."""
    rollout = network.task.rollout
    levels = _levels(network)
    shape = len(rollout.quarters), len(network.sites), rollout.most_devices + 1, len(levels)
    served = np.zeros(shape)
    total = shape[0] * (shape[2] - 1) * (shape[3] - 1)
    done = 0
    for quarter in range(shape[0]):
        for level in range(1, len(levels)):
            lost = np.ones(shape[1])
            for devices in range(1, shape[2]):
                chosen = np.flatnonzero(lost > _NEGLIGIBLE)
                if len(chosen):
                    found = _lost(network, quarter, float(levels[level]), devices, chosen, replications, seed)
                    lost[chosen] = np.minimum(lost[chosen], found)
                served[quarter, :, devices, level] = levels[level] * (1.0 - lost)
                done += 1
                if progress is not None:
                    progress(done, total)
    return Response(levels, served)


def _levels(network: Network) -> Doubles:
    """From nobody to the highest demand over the crowding of the sites that stand first."""
    rollout = network.task.rollout
    demands = [some.demand for some in rollout.scenarios]
    devices = np.array([rollout.standing.get(site, 0) for site in network.sites])
    crowding = max(network.crowding(devices, 0), 1.0) if devices.any() else _MOST_CROWDING
    highest = max(demands) * min(crowding, _MOST_CROWDING)
    return np.concatenate([[0.0], np.geomspace(min(demands) * 0.75, highest * 1.05, _LEVELS)])


def _lost(  # noqa: PLR0913, PLR0917 - the place in the table, and how it is simulated
    network: Network, quarter: int, level: float, devices: int, chosen: Numbers, replications: int, seed: int
) -> Doubles:
    names = [network.sites[number] for number in chosen]
    plan = with_demand(network.task.plan, level).with_devices(dict.fromkeys(names, devices))
    found = simulate(plan, seed=seed, replications=replications, days=network.days[quarter], sites=names)
    return np.nan_to_num(found.by_site.total().lost)
