"""Before which camera and which person a thing is held, and what comes of it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulators.faces.attacks.hand import Person
from simulators.faces.attacks.still import Region
from simulators.faces.render import Lights, Mesh, View
from simulators.faces.stream import Stream

_TEXELS_PER_PX = 2.0
_RIM = 0.135  # of the width and height


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """What all instruments are told."""

    view: View
    lights: Lights
    front: float
    """How far toward the camera the head behind reaches."""
    person: Person
    stream: Stream
    texels_per_px: float = _TEXELS_PER_PX

    @property
    def texels(self) -> float:
        """Texels of a face unit."""
        return self.view.scale * self.texels_per_px

    def room(self, share: float) -> Region:
        """Where a thing may reach to leave the rim of the picture to its surroundings; in units of a face of that share."""
        view, unit = self.view, self.view.scale * share
        return Region(
            (_RIM * view.width - view.x) / unit,
            (_RIM * view.height - view.y) / unit,
            ((1 - _RIM) * view.width - view.x) / unit,
            ((1 - _RIM) * view.height - view.y) / unit,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Presentation:
    """What an attacker holds before the camera."""

    meshes: list[Mesh]
    """The thing and the hands, without who is behind it."""
    places: dict[str, NDArray[np.float32]]
    """Landmarks of the face on the thing, in the scene; *Shape*: 3 each."""
    covers: bool = True
    """The face of who is behind is not to be seen; through a mask with holes one sees the eyes."""
    turns: bool = False
    """The thing is worn: it turns with the head behind it, by the same matrix."""
    facts: dict[str, float | str | list[float]] = field(default_factory=dict)
