"""Presents a still by one of the instruments."""

from collections.abc import Callable, Sequence

from harness.world.faces import PictureKind, Species
from simulators.faces.attacks.card import CARDS, present_card
from simulators.faces.attacks.hand import Bgr
from simulators.faces.attacks.mask import MASKS, present_mask
from simulators.faces.attacks.paper import STOCKS, present_print
from simulators.faces.attacks.screen import DISPLAYS, present_screen
from simulators.faces.attacks.sheet import front_of
from simulators.faces.attacks.stage import Presentation, Stage
from simulators.faces.attacks.still import Still, kept
from simulators.faces.render import Lights, Mesh, View
from simulators.faces.stream import Stream

INSTRUMENTS: dict[Species, tuple[str, ...]] = {
    "print": tuple(STOCKS),
    "screen": tuple(DISPLAYS),
    "card": tuple(CARDS),
    "mask": MASKS,
}

STILLS: dict[Species, tuple[PictureKind, ...]] = {
    "print": ("portrait", "selfie"),
    "screen": ("selfie",),
    "card": ("portrait",),
    "mask": ("portrait", "selfie"),
}
"""Which pictures of the victim an attacker uses."""

WORN: frozenset[Species] = frozenset({"mask"})
"""What turns with the head behind it; everything else is held before a head that has turned."""

_PRESENT: dict[Species, Callable[[str, Still, Stage], Presentation]] = {
    "print": present_print,
    "screen": present_screen,
    "card": present_card,
    "mask": present_mask,
}


def present(  # noqa: PLR0913 (one scene, all by keyword)
    species: Species,
    instrument: str,
    *,
    still: Still,
    wearer: Sequence[Mesh],
    view: View,
    lights: Lights,
    skin: Bgr,
    stream: Stream,
) -> Presentation:
    """What is held before `wearer`, whose meshes are those of an unturned head where the thing is worn.

    `skin`: of the hands, the square root of the reflected share times 255.

    Raises:
        KeyError: an instrument that this species does not have.
    """
    if instrument not in INSTRUMENTS[species]:
        raise KeyError(f"no {instrument} among {species}: {', '.join(INSTRUMENTS[species])}")
    stage = Stage(view=view, lights=lights, front=front_of(wearer), skin=skin, stream=stream)
    return _PRESENT[species](instrument, kept(still, stream), stage)
