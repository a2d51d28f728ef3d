"""What is asked of the generator: one picture of one person."""

from dataclasses import dataclass

from harness.world.faces import Defect, PictureKind, Species
from simulators.faces.stream import Seed
from simulators.faces.traits import Kinship

Size = tuple[int, int]
"""Width and height in pixels."""

DEFAULT_SIZE: Size = (360, 450)

MOVEMENT_FRAMES = 12
"""Frames of one head movement."""


@dataclass(frozen=True, slots=True)
class Kin:
    """Whom a person takes after, or of whom a morph is one half."""

    kinship: Kinship
    of: Seed


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One picture that is wanted."""

    kind: PictureKind
    capture: int = 0
    """Another number is another moment; what has the same number differs in the defect or its level alone."""
    frame: int | None = None
    """Of a head movement: 0 to `MOVEMENT_FRAMES` - 1."""
    defect: Defect | None = None
    level: int | None = None
    """Dose of the defect, see `harness.world.faces.LEVELS`."""
    species: Species | None = None
    instrument: str | None = None

    @property
    def name(self) -> str:
        """The file's name without its ending; no two orders of a person share it."""
        if self.kind == "movement":
            return f"movement-{self.frame or 0:03}"
        if self.kind == "portrait":
            return "portrait"
        if self.kind == "attack":
            return f"{self.species}-{self.instrument}-{self.capture:03}"
        what = self.kind if self.defect is None else f"{self.defect}-{self.level}"
        return f"{what}-{self.capture:03}"
