"""Small marks of a skin: freckles, pimples and what they leave, spots of age, veins that show, brown points."""

import numpy as np

from simulators.faces.head.canvas import blank, dot, hairs
from simulators.faces.head.pigments import Pigments
from simulators.faces.stream import Stream, stream
from simulators.faces.traits import FaceTraits

_FRECKLES = 420
_AGE_SPOTS = 22
_BLEMISHES = 7
_PIMPLES = 12
_VEINS = 24
_SPECKS = 14
_OLD = 0.35  # of wear, from where spots of age appear
_PIMPLED_SHARE = 0.35  # of the young
_TEENS, _GROWN = 12, 32


def mark(pigments: Pigments, traits: FaceTraits) -> None:
    """All of them."""
    source = stream(traits.seed, "marks")
    _freckle(pigments, traits, source)
    _blemish(pigments, traits, source)
    _pimple(pigments, traits, source)
    _spot_old(pigments, traits, source)
    _vein(pigments, traits, source)
    _speck(pigments, traits, source)


def _freckle(pigments: Pigments, traits: FaceTraits, source: Stream) -> None:
    """On the nose and the cheeks of light skin."""
    freckled = max(traits.proportions.freckles, 0) * max(1 - traits.skin_tone / 3, 0)
    if freckled <= 0:
        return
    mask = blank()
    for _ in range(round(_FRECKLES * freckled)):
        at = float(source.normal(0, 0.46)), float(source.normal(0.22, 0.27))
        dot(mask, at, float(source.uniform(0.004, 0.013)), strength=int(source.integers(25, 130)))
    pigments.stained(mask, melanin=0.5, blood=0.05, blur_px=1.0)


def _blemish(pigments: Pigments, traits: FaceTraits, source: Stream) -> None:
    """Small red or, on dark skin, brown places as everybody has some."""
    uneven = 1 - min(max(traits.proportions.skin_evenness, 0), 1)
    _dots(pigments, traits, source, round(_BLEMISHES * (0.4 + uneven) * (1 - 0.7 * traits.childhood)))


def _pimple(pigments: Pigments, traits: FaceTraits, source: Stream) -> None:
    """Some of the young have many more, on chin, cheeks and forehead."""
    is_pimpled = source.random() < _PIMPLED_SHARE
    if is_pimpled and _TEENS < traits.age < _GROWN:
        _dots(pigments, traits, source, round(_PIMPLES * float(source.uniform(0.3, 1))))


def _dots(pigments: Pigments, traits: FaceTraits, source: Stream, count: int) -> None:
    mask = blank()
    for _ in range(count):
        at = float(source.normal(0, 0.5)), float(source.uniform(-0.85, 1.35))
        dot(mask, at, float(source.uniform(0.006, 0.022)), strength=int(source.integers(20, 130)))
    brown = min(traits.skin_tone / 4, 1.0)
    pigments.stained(mask, melanin=0.05 + 0.35 * brown, blood=0.3 - 0.2 * brown, blur_px=2.4)


def _spot_old(pigments: Pigments, traits: FaceTraits, source: Stream) -> None:
    """Flat brown spots on temples, cheeks and forehead."""
    old = max(traits.wear - _OLD, 0) / (1 - _OLD)
    small, large = blank(), blank()
    for _ in range(round(_AGE_SPOTS * old)):
        at = float(source.choice((-1, 1)) * source.uniform(0.1, 0.95)), float(source.uniform(-0.95, 0.75))
        size = float(source.uniform(0.01, 0.055))
        dot(large if size > 0.022 else small, at, size, strength=int(source.integers(30, 150)))  # noqa: PLR2004 (the larger half)
    pigments.stained(small, melanin=0.18, blur_px=2.4)
    pigments.stained(large, melanin=0.11, blur_px=5.0)


def _speck(pigments: Pigments, traits: FaceTraits, source: Stream) -> None:
    """Tiny brown points, hardly seen one by one, as every grown-up has a few."""
    mask = blank()
    for _ in range(round(_SPECKS * float(source.uniform(0.2, 1)) * (1 - 0.8 * traits.childhood))):
        at = float(source.normal(0, 0.48)), float(source.uniform(-0.85, 1.35))
        dot(mask, at, float(source.uniform(0.005, 0.011)), strength=int(source.integers(60, 220)))
    pigments.stained(mask, melanin=0.5, blood=0.05, blur_px=1.1)


def _vein(pigments: Pigments, traits: FaceTraits, source: Stream) -> None:
    """Thin red threads beside the nose of the old, where skin is light."""
    many = round(_VEINS * max(traits.wear - 0.2, 0) * max(1 - traits.skin_tone / 3.5, 0))
    if not many:
        return
    mask = blank()
    side = source.choice((-1.0, 1.0), many)
    start = np.stack([side * source.uniform(0.18, 0.6, many), source.uniform(0.25, 0.65, many)], axis=1)
    steps = source.normal(0, 0.018, (many, 3, 2)).cumsum(axis=1)
    hairs(mask, np.concatenate([start[:, None], start[:, None] + steps], axis=1), source.uniform(40, 170, many))
    pigments.stained(mask, blood=0.32, blur_px=1.2)
