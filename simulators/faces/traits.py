"""The traits of a face: what a portrait and every later picture of one person share, fixed by a seed.

Lengths are in half widths of a face, about 68.5 mm, from the point between the eyes; x to the right of the picture, y down.
Clothes, glasses, beard, light, pose and background belong to a capture and never to an identity.
"""

from dataclasses import dataclass, field, fields, replace
from typing import Literal

import numpy as np

from simulators.faces.bounds import Bounds
from simulators.faces.stream import Seed, Stream, stream

Sex = Literal["female", "male"]
Kinship = Literal["twin", "sibling", "parent", "morph"]
"""What a face has of another one; a morph is no relative and lies half way."""

RELATIVES: tuple[Kinship, ...] = ("twin", "sibling", "parent")

_CUT = 1.9  # standard deviations at which a trait is cut off
_GROWN_UP_YEARS = 18
_YOUNGEST, _OLDEST = 5, 90
_YOUNG_LATE = 0.65  # below 1: faces grow up late, at twelve they are still a child's
_TONES = 6
_CHILDREN = 0.15  # of all
_FEW_OLD = 1.5  # above 1: the older, the fewer; half of the grown-ups are below 44
_MOST_MOLES = 7
_BUILDS = ("long", "broad", "full", "aquiline", "wide")
_SHARED: dict[Kinship, float] = {"twin": 0.985, "sibling": 0.6, "parent": 0.55}


def _trait(  # noqa: PLR0913 (the columns of a table)
    mean: float,
    deviation: float,
    *,
    male: float = 0.0,
    child: float = 0.0,
    old: float = 0.0,
    long: float = 0.0,
    broad: float = 0.0,
    full: float = 0.0,
    aquiline: float = 0.0,
    wide: float = 0.0,
) -> float:
    """A field's mean and standard deviation among women, and what men, a child of five, the age of 85 and a build of 1 add."""
    builds = {"long": long, "broad": broad, "full": full, "aquiline": aquiline, "wide": wide}
    about = {"mean": mean, "deviation": deviation, "male": male, "child": child, "old": old, "builds": builds}
    return field(metadata=about)  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True, slots=True)
class Proportions:
    """The lengths and shares that make a face; each row: mean, standard deviation, and what sex, age and build add.

    A build is what several traits have in common, which makes families of faces: a face is `long` or short, `broad` of jaw and
    chin or tapering, `full` or lean; a nose is `aquiline` or short and turned up, `wide` or narrow. Each is a standard normal.
    """

    chin_y: float = _trait(1.545, 0.08, male=0.115, child=-0.165, long=0.065)
    hairline_y: float = _trait(-0.98, 0.07, male=-0.02, child=-0.07, long=-0.02)
    crown_y: float = _trait(-1.64, 0.04, child=-0.165)
    temple_width: float = _trait(-0.005, 0.036, male=0.005, child=0.095, long=-0.015, broad=-0.012)
    cheek_width: float = _trait(0.0, 0.042, child=0.005, long=-0.022)
    jaw_width: float = _trait(-0.075, 0.04, male=0.068, child=-0.022, long=-0.022, broad=0.036)
    chin_width: float = _trait(-0.03, 0.052, male=0.075, child=-0.03, broad=0.05)
    chin_forward: float = _trait(0.0, 0.05, child=-0.05)
    jaw_squareness: float = _trait(-0.015, 0.052, male=0.08, broad=0.055, child=-0.04)
    cheekbone: float = _trait(0.045, 0.034, male=-0.005, child=-0.03, full=-0.014, broad=-0.012, old=0.012)
    cheek_fullness: float = _trait(0.022, 0.042, male=-0.014, child=0.095, full=0.038, old=-0.035)
    forehead_slope: float = _trait(0.012, 0.045, male=-0.064, child=0.06)
    brow_ridge: float = _trait(0.008, 0.019, male=0.064, child=-0.012)
    eye_spacing: float = _trait(0.45, 0.023, child=0.006)
    eye_width: float = _trait(0.236, 0.014, male=-0.012, child=0.022)
    eye_openness: float = _trait(0.392, 0.043, male=-0.044, child=0.035, old=-0.06)
    eye_tilt: float = _trait(0.09, 0.06, male=-0.02)
    eye_depth: float = _trait(0.04, 0.023, male=0.022, child=-0.03, old=0.022)
    lid_crease: float = _trait(0.055, 0.02)
    eye_bag: float = _trait(0.5, 0.25, child=-0.4)
    brow_y: float = _trait(-0.3, 0.033, male=0.065, child=0.002, old=0.022)
    brow_thickness: float = _trait(0.053, 0.016, male=0.034, child=-0.006)
    brow_arch: float = _trait(0.065, 0.026, male=-0.035, child=-0.014)
    brow_tilt: float = _trait(0.06, 0.06)
    brow_length: float = _trait(0.3, 0.025)
    brow_inner: float = _trait(0.17, 0.03, male=-0.02)
    brow_density: float = _trait(0.75, 0.14, male=0.08, child=-0.1, old=-0.15)
    nose_y: float = _trait(0.612, 0.047, male=0.056, child=-0.096, long=0.032, aquiline=0.024, old=0.05)
    nose_width: float = _trait(0.247, 0.025, male=0.044, child=-0.032, wide=0.031, old=0.018)
    nose_height: float = _trait(0.33, 0.046, male=0.065, child=-0.075, aquiline=0.03, wide=-0.014)
    nose_bridge_width: float = _trait(0.085, 0.013, male=0.016, child=0.016, wide=0.013)
    nose_bridge_height: float = _trait(0.094, 0.039, male=0.032, child=-0.062, aquiline=0.028, wide=-0.024)
    nose_hump: float = _trait(0.002, 0.022, male=0.012, child=-0.014, aquiline=0.025)
    nose_tip_width: float = _trait(0.118, 0.017, male=0.022, child=-0.016, wide=0.016)
    nose_tip_turn: float = _trait(-0.052, 0.029, male=0.026, child=-0.012, aquiline=0.024, old=0.045)
    mouth_drop: float = _trait(0.3, 0.031, male=0.03, child=-0.012, long=0.013, old=0.026)
    mouth_width: float = _trait(0.38, 0.029, male=0.028, child=-0.042, broad=0.006, full=0.005)
    lip_upper: float = _trait(0.114, 0.021, male=-0.016, child=-0.015, old=-0.045)
    lip_lower: float = _trait(0.148, 0.027, male=-0.024, child=-0.025, old=-0.045)
    lip_forward: float = _trait(0.055, 0.021, male=-0.006)
    lip_bow: float = _trait(0.022, 0.013)
    lip_corner: float = _trait(0.022, 0.015, child=0.006, old=-0.014)
    lip_redness: float = _trait(0.5, 0.22, male=-0.15)
    ear_size: float = _trait(0.96, 0.07, male=0.04, child=0.02, old=0.2)
    ear_flare: float = _trait(0.32, 0.15, child=0.08)
    neck_width: float = _trait(0.7, 0.038, male=0.14, child=-0.05, full=0.02)
    skin_redness: float = _trait(0.5, 0.25)
    skin_evenness: float = _trait(0.5, 0.25)
    freckles: float = _trait(0.0, 0.3)
    unevenness: float = _trait(0.0, 0.014)
    """How far the left half of the face differs from the right."""
    nose_bend: float = _trait(0.0, 0.02)
    """How far the middle of the nose lies to the right of the picture."""
    chin_shift: float = _trait(0.0, 0.019)
    mouth_slant: float = _trait(0.0, 0.017)
    """Slants are slopes: how much lower the right of the picture is."""
    eye_slant: float = _trait(0.0, 0.013)
    brow_slant: float = _trait(0.0, 0.022)
    chin_cleft: float = _trait(-0.01, 0.035, male=0.03, child=-0.02)
    """How deep the dimple of the chin is; below 0 there is none."""


MEAN = Proportions(
    **{trait.name: trait.metadata["mean"] + 0.5 * trait.metadata["male"] for trait in fields(Proportions)}
)
"""A grown-up between woman and man."""


_BOUNDS = Bounds(
    [trait.name for trait in fields(Proportions)],
    np.array([trait.metadata["deviation"] for trait in fields(Proportions)]),
    np.array([list(trait.metadata["builds"].values()) for trait in fields(Proportions)]),
)


@dataclass(frozen=True, slots=True)
class Mole:
    """A dark spot of the skin at a place of the face."""

    x: float
    y: float
    radius: float
    depth: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FaceTraits:
    """An identity of the face."""

    seed: bytes
    """Fixes the fine pattern of the skin, the brows and the iris."""
    sex: Sex
    age: int
    skin_tone: float
    """0 light to 5 dark; the six types of Fitzpatrick lie at the whole numbers."""
    undertone: float
    hair_tone: float
    iris_tone: float
    gray: float
    balding: float
    moles: tuple[Mole, ...]
    proportions: Proportions

    @property
    def childhood(self) -> float:
        """1 at the age of five, 0 for a grown-up."""
        return _childhood(self.age)

    @property
    def wear(self) -> float:
        """How far age has marked the face, 0 up to 30 years, 1 at 85."""
        return _wear(self.age)

    @property
    def groups(self) -> dict[str, str]:
        """The groups that error rates are told apart by."""
        band = next(name for years, name in _AGE_BANDS if self.age <= years)
        return {"sex": self.sex, "age": band, "skin_tone": str(round(self.skin_tone) + 1)}


_AGE_BANDS = ((17, "5-17"), (34, "18-34"), (59, "35-59"), (_OLDEST, "60-90"))


def face_traits(seed: Seed, *, sex: Sex | None = None, age: int | None = None) -> FaceTraits:
    """The face of that seed; the same seed is the same face for ever. Sex and age come from the seed unless they are given."""
    source = stream(seed, "traits")
    drawn: Sex = "male" if source.random() < 0.5 else "female"  # noqa: PLR2004 (half and half)
    years = _age(source)
    sex, age = sex or drawn, age or years
    moles = _moles(source)
    tone = float(source.uniform(-0.49, _TONES - 0.51))
    return FaceTraits(
        seed=seed if isinstance(seed, bytes) else b"%d" % seed,
        sex=sex,
        age=age,
        skin_tone=tone,
        undertone=float(np.clip(source.normal(0, 1), -2, 2)),
        hair_tone=float(source.uniform(0, 0.45) * max(0.15, 1 - tone / 5)),
        iris_tone=float(source.uniform(0, 1) ** 2.5 * max(0.06, 1 - tone / 3.4)),
        gray=min(max((age - 38 + float(source.normal(0, 7))) / 35, 0.0), 1.0),
        balding=float(source.uniform(0, 1)) if sex == "male" else 0.0,
        moles=moles,
        proportions=_proportions(seed, sex=sex, age=age),
    )


def relative_of(traits: FaceTraits, seed: Seed, kinship: Kinship) -> FaceTraits:
    """A relative: shares what kin share, the rest comes from the seed. Twins differ in moles and little else.

    A morph lies half way to the face of the seed.
    """
    if kinship == "morph":
        return blended(traits, face_traits(seed))
    sex = traits.sex if kinship == "twin" else None
    age = traits.age if kinship == "twin" else None
    own = face_traits(seed, sex=sex, age=age)
    share = _SHARED[kinship]
    if kinship == "twin":
        own = replace(own, seed=traits.seed, undertone=traits.undertone, balding=traits.balding, gray=traits.gray)
    return replace(
        own,
        skin_tone=_between(own.skin_tone, traits.skin_tone, share),
        hair_tone=_between(own.hair_tone, traits.hair_tone, share),
        iris_tone=_between(own.iris_tone, traits.iris_tone, share),
        proportions=_kin(traits, own, share),
    )


def blended(first: FaceTraits, second: FaceTraits) -> FaceTraits:
    """The face half way between two."""
    half = {
        trait.name: _between(getattr(first.proportions, trait.name), getattr(second.proportions, trait.name), 0.5)
        for trait in fields(Proportions)
    }
    return replace(
        first,
        age=(first.age + second.age) // 2,
        skin_tone=_between(first.skin_tone, second.skin_tone, 0.5),
        undertone=_between(first.undertone, second.undertone, 0.5),
        proportions=Proportions(**half),
    )


def _between(first: float, second: float, share: float) -> float:
    return first + (second - first) * share


def _childhood(age: int) -> float:
    return min(max((_GROWN_UP_YEARS - age) / (_GROWN_UP_YEARS - _YOUNGEST), 0.0), 1.0)


def _wear(age: int) -> float:
    return min(max((age - 30) / 55, 0.0), 1.0)


def _age(source: Stream) -> int:
    if source.random() < _CHILDREN:
        return int(source.integers(_YOUNGEST, _GROWN_UP_YEARS))
    return _GROWN_UP_YEARS + int((_OLDEST + 1 - _GROWN_UP_YEARS) * source.random() ** _FEW_OLD)


def _cut_normal(source: Stream) -> float:
    value = float(source.normal())
    while abs(value) > _CUT:
        value = float(source.normal())
    return value


def _mean(name: str, *, sex: Sex, age: int) -> float:
    about = Proportions.__dataclass_fields__[name].metadata
    young = _childhood(age) ** _YOUNG_LATE
    male = about["male"] * (1 - young) if sex == "male" else 0.0
    return float(about["mean"] + male + about["child"] * young + about["old"] * _wear(age))


def _proportions(seed: Seed, *, sex: Sex, age: int) -> Proportions:
    source, common, values = stream(seed, "proportions"), stream(seed, "build"), {}
    build = {name: _cut_normal(common) for name in _BUILDS}
    for trait in fields(Proportions):
        about = trait.metadata
        own = about["deviation"] * _cut_normal(source)
        shared = sum(share * build[name] for name, share in about["builds"].items())
        values[trait.name] = own + shared
    held = _BOUNDS.held(np.array(list(values.values())))
    return Proportions(
        **{name: float(_mean(name, sex=sex, age=age) + apart) for name, apart in zip(values, held, strict=True)}
    )


def _kin(traits: FaceTraits, own: FaceTraits, share: float) -> Proportions:
    """What is unusual about the one is shared by the other, at their own sex and age."""
    values = {}
    for trait in fields(Proportions):
        theirs = getattr(traits.proportions, trait.name) - _mean(trait.name, sex=traits.sex, age=traits.age)
        usual = _mean(trait.name, sex=own.sex, age=own.age)
        mine = getattr(own.proportions, trait.name) - usual
        values[trait.name] = float(usual + share * theirs + np.sqrt(1 - share * share) * mine)
    return Proportions(**values)


def _moles(source: Stream) -> tuple[Mole, ...]:
    return tuple(
        Mole(
            x=float(source.uniform(-0.8, 0.8)),
            y=float(source.uniform(-0.8, 1.3)),
            radius=float(source.uniform(0.01, 0.028)),
            depth=float(source.uniform(0.25, 0.8)),
        )
        for _ in range(int(source.integers(0, _MOST_MOLES + 1)))
    )
