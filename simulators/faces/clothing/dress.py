"""Dresses a head."""

from simulators.faces.clothing.ghutra import ghutra
from simulators.faces.clothing.glasses import glasses
from simulators.faces.clothing.hair import short_hair
from simulators.faces.clothing.hijab import hijab
from simulators.faces.clothing.long_hair import long_hair
from simulators.faces.clothing.torso import torso
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stream import Stream


def clothes(shape: HeadShape, wear: Wear, stream: Stream) -> list[Mesh]:
    """The meshes of all that is worn, in the coordinates of the head."""
    meshes = torso(shape, wear, stream)
    if wear.cover == "hijab":
        meshes += hijab(shape, wear, stream)
    elif wear.cover in ("ghutra", "agal"):
        meshes += ghutra(shape, wear, stream)
    elif wear.cover == "hair":
        is_open = wear.hair in ("long", "wavy", "bob")
        meshes += long_hair(shape, wear, stream) if is_open else short_hair(shape, wear, stream)
    if wear.glasses:
        meshes += glasses(shape, wear)
    return meshes
