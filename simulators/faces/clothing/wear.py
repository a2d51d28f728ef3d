"""What a person wears at one moment: drawn anew for every capture, so that it tells nothing about who it is."""

from dataclasses import dataclass, replace
from typing import Literal

from simulators.faces.clothing.cloth import Bgr, Print
from simulators.faces.stream import Stream
from simulators.faces.traits import FaceTraits

Cover = Literal["hair", "bald", "hijab", "ghutra", "agal"]
HairStyle = Literal["crop", "fade", "parted", "brushed_back", "curly", "long", "wavy", "bob", "tied"]
Garment = Literal["dishdasha", "shirt", "t_shirt", "abaya", "suit", "blouse", "polo", "hoodie", "jacket"]
GarmentPrint = Literal["plain", "pinstripe", "hoops", "plaid", "checks"]
Glasses = Literal["", "thin", "thick", "rimless"]

_GROWN_UP = 0.35  # of childhood; about fourteen years
_ELDERLY = 58.0  # years from which on women seldom wear their hair long


@dataclass(frozen=True, kw_only=True, slots=True)
class Wear:
    """Head cover or hair, garment and glasses; colors as the root of the reflected share times 255, blue first."""

    cover: Cover
    hair: HairStyle = "crop"
    hair_length: float = 0.5
    """Of its style: 0 short, 1 long."""
    cover_color: Bgr = (236, 236, 236)
    cover_print: Print = "plain"
    print_color: Bgr = (40, 40, 170)
    has_under_scarf: bool = False
    drape: float = 0.5
    """How the cover is laid: which side goes over, how wide it hangs."""
    garment: Garment = "shirt"
    garment_color: Bgr = (230, 230, 230)
    garment_print: GarmentPrint = "plain"
    has_tie: bool = False
    """With a suit."""
    accent_color: Bgr = (60, 60, 70)
    """Of the tie, the second color of a print, what is under a jacket."""
    build: float = 1.0
    glasses: Glasses = ""
    frame_color: Bgr = (28, 26, 26)

    @property
    def side(self) -> float:
        """The side to which what is worn goes: 1 to the right of the picture, -1 to the left."""
        return 1.0 if self.drape > 0.5 else -1.0  # noqa: PLR2004 (half of all draws)

    @property
    def has_scarf(self) -> bool:
        """Whether cloth lies over the head, and over the shoulders of the garment."""
        return self.cover not in ("hair", "bald")


def covers_ears(wear: Wear) -> bool:
    """Whether ears would not be seen, so that they need not be drawn."""
    is_open_hair = wear.cover == "hair" and wear.hair in ("long", "wavy", "bob")
    return is_open_hair or wear.has_scarf


_BLACKS: tuple[Bgr, ...] = ((26, 25, 26), (34, 32, 33), (30, 28, 34))
_SCARVES: tuple[Bgr, ...] = (
    *_BLACKS,
    (96, 88, 90),
    (146, 162, 178),
    (190, 202, 214),
    (214, 222, 228),
    (120, 96, 74),
    (92, 60, 44),
    (84, 76, 118),
    (60, 52, 92),
    (132, 136, 172),
    (92, 112, 96),
    (150, 140, 120),
    (170, 168, 196),
)
_WHITES: tuple[Bgr, ...] = ((206, 208, 209), (200, 204, 208), (208, 208, 206))
_PALE: tuple[Bgr, ...] = (*_WHITES, *_WHITES, (176, 204, 218), (196, 204, 208), (150, 150, 152), (112, 128, 138))
_SHIRTS: tuple[Bgr, ...] = (
    (200, 201, 202),
    (222, 206, 188),
    (200, 176, 150),
    (92, 74, 60),
    (60, 56, 58),
    (128, 120, 112),
    (90, 98, 64),
    (160, 190, 206),
    (84, 80, 132),
    (196, 190, 220),
)
_BRIGHT: tuple[Bgr, ...] = (
    (200, 201, 202),
    (66, 60, 128),
    (104, 134, 150),
    (112, 84, 62),
    (134, 134, 132),
    (160, 154, 180),
    (84, 102, 88),
    (78, 62, 54),
    (190, 178, 160),
    (88, 98, 146),
)
"""What children wear."""
_JACKETS: tuple[Bgr, ...] = ((52, 48, 46), (84, 62, 44), (60, 74, 66), (70, 96, 122), (96, 92, 88), (40, 38, 96))
_UNDER: tuple[Bgr, ...] = ((206, 208, 209), (44, 42, 42), (128, 126, 124), (150, 130, 104))
_SUITS: tuple[Bgr, ...] = ((44, 40, 40), (74, 58, 46), (92, 90, 90), (62, 58, 58))
_ACCENTS: tuple[Bgr, ...] = ((60, 44, 120), (110, 62, 36), (50, 50, 54), (88, 104, 60), (70, 110, 150))
_FRAMES: tuple[Bgr, ...] = ((24, 22, 22), (24, 22, 22), (30, 44, 70), (130, 132, 136), (84, 130, 170), (54, 42, 38))
_MEN: tuple[HairStyle, ...] = ("crop", "fade", "parted", "brushed_back", "curly")
_WOMEN: tuple[HairStyle, ...] = ("long", "long", "wavy", "wavy", "bob", "tied", "tied", "tied")
_ELDERLY_WOMEN: tuple[HairStyle, ...] = ("long", "bob", "bob", "tied", "tied", "tied", "wavy", "bob")
_GIRLS: tuple[HairStyle, ...] = ("long", "long", "bob", "tied", "tied", "tied")


def _one(source: Stream, choices: tuple[Bgr, ...]) -> Bgr:
    """One of the colors, slightly changed."""
    blue, green, red = choices[int(source.integers(len(choices)))]
    change = float(source.uniform(0.93, 1.05))
    return round(blue * change), round(green * change), round(red * change)


def _glasses(source: Stream, traits: FaceTraits) -> Glasses:
    likely = 0.08 if traits.age < 18 else 0.16 + 0.3 * traits.wear  # noqa: PLR2004 (years)
    if source.random() > likely:
        return ""
    kinds: tuple[Glasses, ...] = ("thin", "thick", "thick", "rimless")
    return kinds[int(source.integers(len(kinds)))]


def wear_for(traits: FaceTraits, stream: Stream) -> Wear:
    """What someone of that sex and age might wear."""
    cover = _cover(traits, stream)
    wear = Wear(
        cover=cover,
        hair_length=float(stream.uniform(0, 1)),
        drape=float(stream.uniform(0, 1)),
        build=float(stream.uniform(0.92, 1.1)),
        glasses=_glasses(stream, traits),
        frame_color=_one(stream, _FRAMES),
        accent_color=_one(stream, _ACCENTS),
    )
    if traits.sex == "female":
        return _woman(wear, traits, stream)
    return _man(wear, traits, stream)


def _cover(traits: FaceTraits, source: Stream) -> Cover:
    draw = float(source.random())
    if traits.sex == "female":
        likely = 0.78 if traits.childhood < _GROWN_UP else 0.12
        return "hijab" if draw < likely else "hair"
    bare: Cover = "bald" if traits.balding > 0.9 and traits.age > 30 else "hair"  # noqa: PLR2004 (one man in ten)
    if traits.childhood >= _GROWN_UP:
        return "agal" if draw < 0.05 else "hair"  # noqa: PLR2004 (for a feast)
    if draw < 0.42:  # noqa: PLR2004 (a share of people)
        return "agal"
    return "ghutra" if draw < 0.49 else bare  # noqa: PLR2004 (a share of people)


def _woman(wear: Wear, traits: FaceTraits, source: Stream) -> Wear:
    if wear.cover != "hijab":
        is_child = traits.childhood >= _GROWN_UP
        styles = _GIRLS if is_child else (_WOMEN if traits.age < _ELDERLY else _ELDERLY_WOMEN)
        return _dressed(
            replace(wear, hair=styles[int(source.integers(len(styles)))]), _GIRL if is_child else _WOMAN, source
        )
    is_black = bool(source.random() < 0.4)  # noqa: PLR2004 (a share of people)
    color = _one(source, _BLACKS if is_black else _SCARVES)
    prints: tuple[Print, ...] = ("plain", "plain", "plain", "plain", "leaves", "stripe", "dots")
    pattern = "plain" if is_black else prints[int(source.integers(len(prints)))]
    lighter = tuple(min(round(channel * 1.3 + 22), 245) for channel in color)
    return replace(
        wear,
        cover_color=color,
        cover_print=pattern,
        print_color=(lighter[0], lighter[1], lighter[2]),
        has_under_scarf=bool(source.random() < 0.4),  # noqa: PLR2004 (a share of people)
        garment="abaya",
        garment_color=color if source.random() < 0.85 else _one(source, _BLACKS),  # noqa: PLR2004 (a share of people)
    )


def _man(wear: Wear, traits: FaceTraits, source: Stream) -> Wear:
    is_child = traits.childhood >= _GROWN_UP
    style = _MEN[int(source.integers(len(_MEN)))]
    if wear.cover in ("ghutra", "agal"):
        is_checked = bool(source.random() < 0.45)  # noqa: PLR2004 (a share of people)
        return replace(
            wear,
            cover_color=_one(source, _WHITES),
            cover_print="check" if is_checked else "plain",
            print_color=(38, 34, 168) if source.random() < 0.9 else (40, 38, 38),  # noqa: PLR2004 (a share of people)
            garment="dishdasha",
            garment_color=_one(source, _PALE),
        )
    dressed = _dressed(replace(wear, hair=style), _BOY if is_child else _MAN, source)
    return replace(dressed, has_tie=bool(source.random() < 0.6))  # noqa: PLR2004 (of those in a suit)


_MAN: tuple[Garment, ...] = ("dishdasha", "dishdasha", "shirt", "shirt", "t_shirt", "polo", "suit", "jacket", "hoodie")
_BOY: tuple[Garment, ...] = ("t_shirt", "t_shirt", "polo", "hoodie", "shirt", "dishdasha")
_WOMAN: tuple[Garment, ...] = ("blouse", "blouse", "t_shirt", "shirt", "suit", "jacket")
_GIRL: tuple[Garment, ...] = ("blouse", "t_shirt", "t_shirt", "hoodie")
_PRINTS: dict[Garment, tuple[GarmentPrint, ...]] = {
    "shirt": ("plain", "plain", "plain", "plain", "pinstripe", "plaid", "checks"),
    "blouse": ("plain", "plain", "plain", "pinstripe"),
    "t_shirt": ("plain", "plain", "plain", "plain", "plain", "hoops"),
    "polo": ("plain", "plain", "plain", "plain", "hoops"),
}
_PALETTES: dict[Garment, tuple[Bgr, ...]] = {"dishdasha": _PALE, "suit": _SUITS, "jacket": _JACKETS, "hoodie": _JACKETS}


def _dressed(wear: Wear, garments: tuple[Garment, ...], source: Stream) -> Wear:
    """In one of the garments, in a color that it comes in."""
    garment = garments[int(source.integers(len(garments)))]
    prints = _PRINTS.get(garment, ("plain",))
    usual = _BRIGHT if garments in (_BOY, _GIRL) and garment != "dishdasha" else _PALETTES.get(garment, _SHIRTS)
    second = wear.accent_color if garment == "suit" else _one(source, _UNDER)
    return replace(
        wear,
        garment=garment,
        garment_color=_one(source, usual),
        garment_print=prints[int(source.integers(len(prints)))],
        accent_color=second,
    )
