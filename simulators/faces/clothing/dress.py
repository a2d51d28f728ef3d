"""Dresses a head."""

from simulators.faces.clothing.garments.torso import torso
from simulators.faces.clothing.glasses import glasses
from simulators.faces.clothing.hair.long import long_hair
from simulators.faces.clothing.hair.short import bald, short_hair
from simulators.faces.clothing.hair.tied import tied_hair
from simulators.faces.clothing.scarves.ghutra import ghutra
from simulators.faces.clothing.scarves.hijab import hijab
from simulators.faces.clothing.wear import Wear
from simulators.faces.head.shape import HeadShape
from simulators.faces.render.mesh import Mesh
from simulators.faces.stance import Stance
from simulators.faces.stream import Stream


def clothes(shape: HeadShape, wear: Wear, stream: Stream, stance: Stance | None = None) -> list[Mesh]:
    """The meshes of all that is worn, at rest, in the coordinates of the head; the stance tells which arm is stretched."""
    meshes = torso(shape, wear, stream, stance or Stance())
    if wear.cover == "hijab":
        meshes += hijab(shape, wear, stream)
    elif wear.cover in ("ghutra", "agal"):
        meshes += ghutra(shape, wear, stream)
    elif wear.cover == "hair":
        style = {"long": long_hair, "wavy": long_hair, "bob": long_hair, "tied": tied_hair}.get(wear.hair, short_hair)
        meshes += style(shape, wear, stream)
    elif wear.cover == "bald":
        meshes += bald(shape, stream)
    if wear.glasses:
        meshes += glasses(shape, wear)
    return meshes
