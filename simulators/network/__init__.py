"""The network between a simulated thing and a target: an exchange over HTTP, and the ways in which it misbehaves."""

from simulators.network.faults import FaultyNetwork
from simulators.network.http import HttpNetwork, Limits

__all__ = ["FaultyNetwork", "HttpNetwork", "Limits"]
