"""What a folder of faces is made by: who sits for it, and which pictures are taken of each.

A folder with the same recipe holds the same bytes, whoever makes it and in whatever order. The person with index i of a seed
is the same in every folder.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from itertools import islice
from pathlib import Path

import cv2
import msgspec

from harness.world.events import Record
from harness.world.faces import Defect, Species
from simulators.faces.order import DEFAULT_SIZE, MOVEMENT_FRAMES, Kin, Order, Size
from simulators.faces.traits import RELATIVES

ATTACK_CAPTURES = 2
"""Pictures of a person by each instrument of attack."""

INDEX_LIMIT = 100_000
CAPTURES_LIMIT = 1000
PICTURES_LIMIT = 1_000_000
SIDE_LIMITS_PX = (90, 2000)
SEED_LIMIT = 1 << 63

NO_PART_OF_THE_PICTURE = (
    *("album.py", "bench.py", "crew.py", "folder.py", "generate.py", "generate_command.py"),
    *("duplicates.py", "judge.py", "sheet.py", "sheet_command.py", "shelf.py"),
)
"""What keeps, fills, numbers, copies, measures and shows pictures: it cannot change a pixel."""


class Generator(Record, frozen=True, kw_only=True):
    """The program that makes the pictures: another one makes other pixels."""

    version: str
    digest: str
    """SHA-256 over the source files, hexadecimal."""
    libraries: dict[str, str] = msgspec.field(default_factory=dict)
    """Version by name of what computes and encodes; empty where it is missing."""


class FolderRecipe(Record, frozen=True, kw_only=True):
    """All that decides about the bytes of a folder."""

    seed: int
    first: int = 0
    """Index of the first identity."""
    identities: int
    captures: int
    """Selfies without a defect, an identity."""
    defects: dict[Defect, tuple[int, ...]] = msgspec.field(default_factory=dict)
    """Levels by defect."""
    attacks: dict[Species, tuple[str, ...]] = msgspec.field(default_factory=dict)
    """Instruments by species."""
    movement: bool = False
    relatives: bool = False
    morphs: int = 0
    """Of that many identities with the next one."""
    width: int = DEFAULT_SIZE[0]
    height: int = DEFAULT_SIZE[1]
    generator: Generator

    @property
    def size(self) -> Size:
        """Width and height."""
        return self.width, self.height


@dataclass(frozen=True, slots=True)
class Sitter:
    """A person of the folder."""

    name: str
    """The name of the identity, and of its folder; of a morph, both names."""
    seed: bytes
    kin: Kin | None = None


def sitters_of(recipe: FolderRecipe) -> Iterator[Sitter]:
    """Everybody in the folder; a relative follows whom it takes after, and morphs come last."""
    people = [_person(recipe, index) for index in range(recipe.first, recipe.first + recipe.identities)]
    for person in people:
        yield person
        for kinship in RELATIVES if recipe.relatives else ():
            yield Sitter(f"{person.name}-{kinship}", person.seed + b":" + kinship.encode(), Kin(kinship, person.seed))
    for one, other in islice(zip(people, people[1:] + people[:1], strict=True), recipe.morphs):
        yield Sitter(f"{one.name}+{other.name}", other.seed, Kin("morph", one.seed))


def _person(recipe: FolderRecipe, index: int) -> Sitter:
    return Sitter(f"i{index:05}", b"faces:%d:%d" % (recipe.seed, index))


def orders_of(recipe: FolderRecipe, sitter: Sitter) -> Iterator[Order]:
    """The pictures of that person: of a relative a portrait and the clean selfies alone, of a morph one picture."""
    if sitter.kin is not None and sitter.kin.kinship == "morph":
        yield Order(kind="morph")
        return
    yield Order(kind="portrait")
    yield from (Order(kind="selfie", capture=capture) for capture in range(recipe.captures))
    if sitter.kin is not None:
        return
    for defect, levels in recipe.defects.items():
        yield from (Order(kind="selfie", defect=defect, level=level) for level in levels)
    for species, instruments in recipe.attacks.items():
        for instrument in instruments:
            for capture in range(ATTACK_CAPTURES):
                yield Order(kind="attack", capture=capture, species=species, instrument=instrument)
    if recipe.movement:
        yield from (Order(kind="movement", frame=frame) for frame in range(MOVEMENT_FRAMES))


def pictures_of(recipe: FolderRecipe) -> int:
    """How many pictures the folder is to hold."""
    person = Sitter("", b"")
    relative = Sitter("", b"", Kin("twin", b""))
    of_kin = len(RELATIVES) * sum(1 for _ in orders_of(recipe, relative)) if recipe.relatives else 0
    return recipe.identities * (sum(1 for _ in orders_of(recipe, person)) + of_kin) + recipe.morphs


def difference(there: FolderRecipe, asked: FolderRecipe) -> str:
    """What tells two recipes apart, for a person; empty of equal ones."""
    told = []
    for name in FolderRecipe.__struct_fields__:
        before, now = getattr(there, name), getattr(asked, name)
        if before != now:
            told.append("another generator" if name == "generator" else f"{name} {_said(before)}, not {_said(now)}")
    return "; ".join(told)


@cache
def this_generator() -> Generator:
    """The generator that is installed."""
    libraries = {"opencv": str(cv2.__version__), **{name: _version(name) for name in ("numba", "numpy", "scipy")}}
    return Generator(version=metadata.version("hawiya"), digest=digest_of(Path(__file__).parent), libraries=libraries)


def digest_of(here: Path) -> str:
    """SHA-256 over what makes pictures among the source files of a folder, hexadecimal."""
    digest = hashlib.sha256()
    for file in sorted(here.rglob("*")):
        inner = file.relative_to(here)
        if (
            file.is_file()
            and not {"tests", "__pycache__"} & set(inner.parts)
            and str(inner) not in NO_PART_OF_THE_PICTURE
        ):
            digest.update(b"%s\0%s" % (str(inner).encode(), hashlib.sha256(file.read_bytes()).digest()))
    return digest.hexdigest()


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _said(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {'/'.join(map(str, of))}" for name, of in value.items()) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
