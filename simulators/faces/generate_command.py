"""`hawiya faces generate`: a folder of pictures of people who do not exist."""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import get_args

import msgspec

from harness.commandline import ExitCode, InterruptedRun, UsageError
from harness.progress import Progress
from harness.world.faces import LEVELS, USUAL_LEVEL, Defect, Species
from simulators.faces.crew import cores
from simulators.faces.folder import FOLDER_FILE
from simulators.faces.generate import Progress as Pictures
from simulators.faces.generate import generate, studio
from simulators.faces.order import DEFAULT_SIZE, Size
from simulators.faces.recipe import (
    CAPTURES_LIMIT,
    INDEX_LIMIT,
    PICTURES_LIMIT,
    SEED_LIMIT,
    SIDE_LIMITS_PX,
    FolderRecipe,
    pictures_of,
    this_generator,
)

DEFECTS: tuple[Defect, ...] = get_args(Defect)
SPECIES: tuple[Species, ...] = get_args(Species)

_WORKERS_LIMIT = 256
_BYTES_A_PIXEL = 0.25  # of a picture and its truth on disk


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    width, height = DEFAULT_SIZE
    add = parser.add_argument
    add("--seed", type=int, default=1, metavar="S", help="the people come from this number (default: %(default)s)")
    add("--identities", type=int, required=True, metavar="N", help="how many people")
    add("--first", type=int, default=0, metavar="K", help="index of the first of them (default: %(default)s)")
    add("--captures", type=int, default=1, metavar="M", help="selfies of each, beside the portrait (default: 1)")
    add(
        "--defects",
        metavar="LIST",
        help="a spoiled selfie by name, as `blur,dark:3,tilt:1-6`, or `all`: " + ", ".join(DEFECTS),
    )
    add(
        "--levels",
        metavar="LEVELS",
        help=f"of defects without a level of their own: `3`, `1-6`, or `usual`, which is {USUAL_LEVEL} (default: usual)",
    )
    add(
        "--attacks",
        metavar="LIST",
        help=f"attacks by every instrument of these species, or `all`: {', '.join(SPECIES)}",
    )
    add("--movement", action="store_true", help="the frames of one movement of the head, for liveness")
    add("--relatives", action="store_true", help="twin, sibling and parent of everybody, with portrait and selfies")
    add(
        "--morphs",
        type=int,
        default=0,
        metavar="N",
        help="pictures of faces half way between a person and the next one, the last and the first (default: none)",
    )
    add("--size", default=f"{width}x{height}", metavar="WxH", help="width and height in pixels (default: %(default)s)")
    add("--out", type=Path, required=True, metavar="DIR", help="where they are written; a stopped run goes on here")
    add("--workers", type=int, metavar="W", help="processes at work (default: one for each core)")
    add("--json", action="store_true", help="print what was written as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Fill the folder; progress goes to standard error, the result to standard output."""
    recipe = _recipe(arguments)
    workers = _workers(arguments.workers, at_most=recipe.identities)
    display = Progress("pictures")
    try:
        _check_space(arguments.out, recipe)
        done = generate(
            recipe,
            arguments.out,
            maker=studio,
            workers=workers,
            progress=lambda now: display.tell(now.done, now.total, made=now.made),
        )
    except OSError as error:
        raise UsageError(f"cannot write to {arguments.out}: {error.strerror or error}; give another --out") from error
    except KeyboardInterrupt:
        told = (
            f"interrupted after {display.done} of {pictures_of(recipe)} pictures; the same command goes on from there"
        )
        raise InterruptedRun(told) from None
    finally:
        display.end()
    _say(recipe, arguments.out, done, as_json=arguments.json)
    return ExitCode.CONFORMANT


def _say(recipe: FolderRecipe, folder: Path, done: Pictures, *, as_json: bool) -> None:
    counts = {
        "identities": recipe.identities,
        "pictures": done.total,
        "made": done.made,
        "kept": done.total - done.made,
    }
    if as_json:
        text = msgspec.json.encode({"folder": str(folder), "seed": recipe.seed, **counts}).decode()
    else:
        kept = f", {counts['kept']} were there" if counts["kept"] else ""
        made_of = f"{_counted(done.total, 'picture', 'pictures')} of {_counted(recipe.identities, 'person', 'people')}"
        text = f"{made_of} in {folder}{kept}"
    sys.stdout.write(f"{text}\n")


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _recipe(arguments: argparse.Namespace) -> FolderRecipe:
    _check("--seed", arguments.seed, 0, SEED_LIMIT - 1)
    _check("--identities", arguments.identities, 1, INDEX_LIMIT)
    _check("--first", arguments.first, 0, INDEX_LIMIT - arguments.identities)
    _check("--captures", arguments.captures, 0, CAPTURES_LIMIT)
    if arguments.levels is not None and arguments.defects is None:
        raise UsageError("--levels are those of defects; name some with --defects, or `--defects all`")
    _check("--morphs", arguments.morphs, 0, arguments.identities)
    if arguments.morphs and arguments.identities == 1:
        raise UsageError("--morphs are of two people; ask for more --identities")
    width, height = parse_size(arguments.size)
    recipe = FolderRecipe(
        seed=arguments.seed,
        first=arguments.first,
        identities=arguments.identities,
        captures=arguments.captures,
        defects=parse_defects(arguments.defects, levels=parse_levels(arguments.levels or "usual")),
        attacks=parse_attacks(arguments.attacks, _instruments),
        movement=arguments.movement,
        relatives=arguments.relatives,
        morphs=arguments.morphs,
        width=width,
        height=height,
        generator=this_generator(),
    )
    if pictures_of(recipe) > PICTURES_LIMIT:
        raise UsageError(
            f"these are {pictures_of(recipe)} pictures, and a folder takes {PICTURES_LIMIT}; ask for fewer"
        )
    return recipe


def _instruments() -> Mapping[Species, tuple[str, ...]]:
    from simulators.faces.attacks import INSTRUMENTS  # noqa: PLC0415 - whoever asks for no attack needs none

    return INSTRUMENTS


def parse_defects(text: str | None, *, levels: tuple[int, ...]) -> dict[Defect, tuple[int, ...]]:
    """Levels by defect, in the order of the contract.

    Raises:
        UsageError: there is no such defect or level.
    """
    wanted: dict[str, set[int]] = {}
    for word in _words(text, DEFECTS, what="defect", option="--defects"):
        name, colon, own = word.partition(":")
        wanted.setdefault(name, set()).update(parse_levels(own) if colon else levels)
    return {name: tuple(sorted(wanted[name])) for name in DEFECTS if name in wanted}


def parse_attacks(
    text: str | None, instruments: Callable[[], Mapping[Species, tuple[str, ...]]]
) -> dict[Species, tuple[str, ...]]:
    """Instruments by species, in the order of the contract.

    Raises:
        UsageError: there is no such species.
    """
    wanted = set(_words(text, SPECIES, what="attack", option="--attacks"))
    return {name: tuple(instruments()[name]) for name in SPECIES if name in wanted}


def parse_levels(text: str) -> tuple[int, ...]:
    """The levels that are meant by `usual`, `3` or `1-6`.

    Raises:
        UsageError: there are no such levels.
    """
    if text == "usual":
        return (USUAL_LEVEL,)
    first, _, last = text.partition("-")
    try:
        begin, end = LEVELS.index(int(first)), LEVELS.index(int(last or first))
    except ValueError:
        begin, end = 1, 0
    if begin > end:
        raise UsageError(
            f"{text!r} is no level: give `usual`, one from {LEVELS[0]} to {LEVELS[-1]}, or a range, as `1-6`"
        )
    return LEVELS[begin : end + 1]


def parse_size(text: str) -> Size:
    """Width and height.

    Raises:
        UsageError: this is no size, or too small or large a one.
    """
    least, most = SIDE_LIMITS_PX
    sides = text.split("x")
    if len(sides) == 2 and all(side.isascii() and side.isdigit() and least <= float(side) <= most for side in sides):  # noqa: PLR2004 - width and height
        return int(sides[0]), int(sides[1])
    raise UsageError(f"{text!r} is no size: give width x height, each {least} to {most} pixels, as `360x450`")


def _words(text: str | None, known: Sequence[str], *, what: str, option: str) -> Iterator[str]:
    if text is None:
        return
    for word in text.split(","):
        name = word.partition(":")[0] if what == "defect" else word
        if name == "all":
            yield from (known_name + word.removeprefix("all") for known_name in known)
        elif name in known:
            yield word
        else:
            raise UsageError(f"there is no {what} {name!r}; {option} takes all, {', '.join(known)}")


def _check(option: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise UsageError(f"{option} is {least} to {most}, not {value if abs(value) < SEED_LIMIT else 'that many'}")


def _workers(wanted: int | None, *, at_most: int) -> int:
    if wanted is not None:
        _check("--workers", wanted, 1, _WORKERS_LIMIT)
    return min(wanted or cores(), at_most, _WORKERS_LIMIT)


def _check_space(out: Path, recipe: FolderRecipe) -> None:
    """Refuse at once what would fill the disk after hours."""
    there = next((place for place in (out, *out.absolute().parents) if place.is_dir()), None)
    need = int(pictures_of(recipe) * recipe.width * recipe.height * _BYTES_A_PIXEL)
    if there is None or (out / FOLDER_FILE).exists():
        return
    if (free := shutil.disk_usage(there).free) < need:
        raise UsageError(
            f"{pictures_of(recipe)} pictures take about {need / 1e9:.1f} GB, and {there} has {free / 1e9:.1f} GB; ask for fewer"
        )
