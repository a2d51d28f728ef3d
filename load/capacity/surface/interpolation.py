"""Between the nodes of a surface: piecewise cubic polynomials that keep its order (PCHIP), demand first, then service.

They go through every node, and rise or fall nowhere where the nodes do not. Numbers of devices are never interpolated.

Source: F. N. Fritsch, J. Butland, A method for constructing local monotone piecewise cubic interpolants, SIAM Journal on
Scientific and Statistical Computing 5(2), 1984, as scipy.interpolate.PchipInterpolator has it.
"""

import numpy as np
from scipy.interpolate import PchipInterpolator

from load.capacity.play.columns import Doubles
from load.capacity.surface.grid import Grid

_DEMAND_AXIS, _SERVICE_AXIS = 2, 2
"""Of the nodes; and of what is left of them when the demand is known."""


def interpolated(grid: Grid, nodes: Doubles, *, demand: float, service: float) -> Doubles:
    """The nodes at a demand and a service. Shape: site, devices, measure, out of site, devices, demand, service, measure."""
    along = PchipInterpolator(grid.demand, nodes, axis=_DEMAND_AXIS)(demand)
    if len(grid.service) == 1:
        return np.asarray(along[:, :, 0])
    return np.asarray(PchipInterpolator(grid.service, along, axis=_SERVICE_AXIS)(service))
