"""A hijab: a hood with an opening for the face, and the end that is laid over the throat to the other shoulder."""

from dataclasses import replace

from simulators.faces.clothing.scarves.hood import hood
from simulators.faces.clothing.scarves.manner import is_black, manner_of
from simulators.faces.clothing.scarves.shawl import shawl
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream

_GRAYEST = 0.15  # whose hair is grayer than that wears the scarf over all of it
_CLOSED = 0.05  # how far below the hairline the opening begins then


def hijab(shape: HeadShape, wear: Wear, source: Stream) -> list[Mesh]:
    """The hood with its layers, and its end laid around throat and shoulders."""
    manner = manner_of(wear, source)
    if manner.shows_hair and shape.traits.gray > _GRAYEST:
        manner = replace(manner, shows_hair=False, low=_CLOSED)
    if is_black(wear):
        wear = replace(wear, cover_color=manner.black)
    return [*hood(shape, wear, manner, source), *shawl(shape, wear, manner, source)]
