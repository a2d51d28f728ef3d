"""What hair looks like: its color and how it turns gray, a picture of dense hair, and its gleam."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simulators.faces.clothing.cloth import Bgr, noise
from simulators.faces.head.shape import HeadShape
from simulators.faces.head.tone import hair_color
from simulators.faces.render.arrays import Floats, Texture
from simulators.faces.render.mesh import Material
from simulators.faces.stream import Stream, stream

_SEED = 41
FULL_SIZE = (768, 192)
_DYED = 2.2  # power of the gray of women, of whom many dye the first of it
_MOST_GRAY = (0.85, 0.42)  # of men and of women: some hairs stay dark
_GRAY = (146, 153, 160)
_FADED = (4, 8, 14)  # added to black hair by sun and washing, less to lighter hair
_PALE = 240  # the sum of the channels from which on nothing is
_DULL = 0.16  # how much less light gray hair gives back as a mass than its hairs alone


@dataclass(frozen=True, slots=True)
class Tint:
    """The color of someone's hair, and the share of it that has turned gray."""

    color: Bgr
    gray: float

    @property
    def lightness(self) -> float:
        """From 0 for black hair to 1 for gray."""
        own = min(sum(self.color) / 480, 1.0)
        return own + (1 - own) * self.gray


def tint_of(shape: HeadShape) -> Tint:
    """The color of the hair of the head; in steps, so that pictures of hairs can be kept."""
    color = hair_color(shape.traits, dye=1.0)
    blue, green, red = (4 * round(float(channel) / 4) for channel in color)
    is_woman = shape.traits.sex == "female"
    dyed = _DYED if is_woman else 1.0
    return Tint((blue, green, red), round(_MOST_GRAY[is_woman] * shape.traits.gray**dyed, 1))


def faded(tint: Tint) -> Tint:
    """The color of open hair: sun and washing leave what is dark lighter and warmer than at its roots."""
    share = max(1 - sum(tint.color) / _PALE, 0.0)
    blue, green, red = (own + round(share * more) for own, more in zip(tint.color, _FADED, strict=True))
    return Tint((blue, green, red), tint.gray)


def colored(light: Floats, gray_at: Floats, tint: Tint) -> Texture:
    """Hairs lighter and darker, warmer where lighter, and gray ones among them; *Shape*: height x width x 4, opaque."""
    gray = tint.gray * (1 + (1 - tint.gray) * np.clip(3 * (gray_at - 0.5), -0.8, 0.8))
    picture = np.empty((*light.shape, 4), dtype=np.uint8)
    for channel, warm in enumerate((-0.12, 0.0, 0.16)):
        own = (tint.color[channel] + 5) * light * (1 + warm * (light - 1)) + 3
        mixed = own + gray * (_GRAY[channel] * (1 + 0.32 * (light - 1)) - own)
        picture[..., channel] = np.clip(mixed, 0, 255)
    picture[..., 3] = 255
    return picture


def _grayness(source: Stream, size: tuple[int, int]) -> Floats:
    """Which hairs turn gray first, 0 to 1; *Shape*: height x width."""
    width = size[0]
    mixed = noise(source, cells=(width // 5, 4), size=size) + 0.2 * noise(source, cells=(width // 24, 2), size=size)
    return np.asarray(np.clip(0.5 + 0.25 * mixed, 0, 1), dtype=np.float32)


@lru_cache(maxsize=1)
def _full_pattern() -> tuple[Floats, Floats]:
    """How light hair is, about 1, and its grayness; *Shapes*: height x width."""
    source = stream(_SEED, "full")
    width = FULL_SIZE[0]
    fine = noise(source, cells=(width // 3, 14), size=FULL_SIZE)
    wide = noise(source, cells=(width // 9, 6), size=FULL_SIZE)
    locks, calm = (noise(source, cells=cells, size=FULL_SIZE) for cells in ((width // 32, 4), (width // 40, 7)))
    own = np.clip(0.16 + 0.08 * calm, 0.05, 0.3)  # hairs lie smooth here, loose there
    light = np.clip(0.92 + own * fine + 0.09 * wide + 0.09 * locks, 0.3, 1.9)
    return np.asarray(light, dtype=np.float32), _grayness(source, FULL_SIZE)


@lru_cache(maxsize=24)
def full_texture(tint: Tint, depth: float = 1.0) -> Texture:
    """Hair seen from outside, without holes; it runs down the picture; `depth`: darker where it lies under strands."""
    light, gray = _full_pattern()
    return colored(np.asarray(light * np.float32(depth), dtype=np.float32), gray, tint)


def dull_texture(tint: Tint, depth: float) -> Texture:
    """A copy of `full_texture` for what lies on the skull: gray hair is duller there; *Shape*: height x width x 4."""
    texture = full_texture(tint, depth).copy()
    texture[..., :3] = texture[..., :3] * (1 - _DULL * tint.gray**2)
    return texture


def hair_material(texture: Texture, *, casts_shadow: bool = False, gloss: float = 1.0) -> Material:
    """Hair shines, dark hair more than gray; it lets light around and through, gray hair more than dark.

    What lies on the head casts no shadow: at the hairline, where skin shows between hairs, it would be a dark rim.
    """
    light = min(float(texture[::16, ::16, :3].mean()) / 160, 1)
    wrap = 0.3 + 0.45 * light
    return Material(
        texture=texture,
        wrap=(wrap, wrap, wrap),
        gloss=gloss * (0.024 - 0.014 * light),
        shine=3,
        is_thin=True,
        is_soft=True,
        casts_shadow=casts_shadow,
    )
