"""A hijab: a hood with an opening for the face, and the end that is laid over the throat to the other shoulder."""

from simulators.faces.clothing.scarves.hood import hood
from simulators.faces.clothing.scarves.manner import manner_of
from simulators.faces.clothing.scarves.shawl import shawl
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream


def hijab(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The hood with its layers, and its end laid around throat and shoulders."""
    manner = manner_of(wear, source)
    return [*hood(shape, wear, manner, source), *shawl(shape, wear, manner, source)]
