"""Before which camera and which person a thing is held, and what comes of it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulators.faces.attacks.hand import Bgr, Grip
from simulators.faces.attacks.sheet import Tilt
from simulators.faces.attacks.still import Region
from simulators.faces.render import Lights, Mesh, View
from simulators.faces.stream import Stream

_TEXELS_PER_PX = 2.0
_RIM = 0.135  # of the width and height
_BESIDE, _ABOVE = 1.7, 1.2  # how far from the middle corners are that a roll moves, in face units


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """What all instruments are told."""

    view: View
    lights: Lights
    front: float
    """How far toward the camera the head behind reaches."""
    skin: Bgr
    """Of whose hands hold the thing."""
    stream: Stream
    texels_per_px: float = _TEXELS_PER_PX

    @property
    def texels(self) -> float:
        """Texels of a face unit."""
        return self.view.scale * self.texels_per_px

    def room(self, share: float, tilt: Tilt, grip: Grip) -> Region:
        """Where a thing may reach to leave the rim to the surroundings, its fingers too; in units of a face of that share."""
        view, unit = self.view, self.view.scale * share
        lean = math.sin(math.radians(abs(tilt.roll)))
        beside, below = grip.beside + _BESIDE * lean, grip.below + _ABOVE * lean
        return Region(
            (_RIM * view.width - view.x) / unit + beside,
            (_RIM * view.height - view.y) / unit + _ABOVE * lean,
            ((1 - _RIM) * view.width - view.x) / unit - beside,
            ((1 - _RIM) * view.height - view.y) / unit - below,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Presentation:
    """What an attacker holds before the camera."""

    meshes: list[Mesh]
    """The thing and the hands, without who is behind it."""
    places: dict[str, NDArray[np.float32]]
    """Landmarks of the face on the thing, in the scene; *Shape*: 3 each."""
