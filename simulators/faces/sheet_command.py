"""`hawiya faces sheet`: a contact sheet of a folder of faces."""

import argparse
import sys
from pathlib import Path
from typing import get_args

import msgspec

from harness.commandline import ExitCode, UsageError
from harness.world.faces import PictureKind
from harness.world.untrusted import one_line
from simulators.faces.folder import write_whole
from simulators.faces.recipe import SEED_LIMIT
from simulators.faces.sheet import contact_sheet, encoded, pick

KINDS = (*get_args(PictureKind), "defect")

_ENDINGS = (".jpg", ".png")
_TILES_LIMIT, _COLUMNS_LIMIT = 2000, 200
_TILE_WIDTHS_PX = (16, 1000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add = parser.add_argument
    add(
        "folder",
        type=Path,
        metavar="DIR",
        help="a folder that `hawiya faces generate` wrote, or another with a manifest",
    )
    add("--tiles", type=int, default=64, metavar="N", help="how many pictures (default: %(default)s)")
    add("--columns", type=int, default=8, metavar="N", help="how many side by side (default: %(default)s)")
    add("--width", type=int, default=180, metavar="PIXELS", help="of a tile (default: %(default)s)")
    add("--seed", type=int, default=1, metavar="S", help="the choice comes from this number (default: %(default)s)")
    add("--kind", choices=KINDS, help="of this kind alone; a selfie is one without a defect (default: any)")
    add("--labels", action="store_true", help="write the name of its file under each")
    add(
        "--out",
        type=Path,
        metavar="FILE",
        help="a .jpg or .png; one that is there is replaced (default: DIR/sheet.jpg)",
    )
    add("--json", action="store_true", help="print what is on the sheet as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Write the sheet, and say what is on it, and on stderr which of its files cannot be shown."""
    _check(arguments)
    out = arguments.out or arguments.folder / "sheet.jpg"
    if out.suffix not in _ENDINGS:
        raise UsageError(f"cannot write {out}: the sheet is a .jpg or a .png")
    records = pick(arguments.folder, tiles=arguments.tiles, seed=arguments.seed, kind=arguments.kind)
    sheet = contact_sheet(
        arguments.folder, records, columns=arguments.columns, tile_width=arguments.width, labels=arguments.labels
    )
    try:
        write_whole(out, encoded(sheet.pixels, out.suffix))
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}; give another --out") from error
    for line in sheet.unread:
        sys.stderr.write(f"hawiya faces sheet: {one_line(line)}; its tile is crossed\n")
    if arguments.json:
        shown = {"sheet": str(out), "columns": arguments.columns, "files": [record.file for record in records]}
        text = msgspec.json.encode(shown).decode()
    else:
        text = f"{len(records)} pictures on {out}, {sheet.pixels.shape[1]} x {sheet.pixels.shape[0]} pixels"
    sys.stdout.write(f"{text}\n")
    return ExitCode.CONFORMANT


def _check(arguments: argparse.Namespace) -> None:
    bounds = {
        "tiles": (1, _TILES_LIMIT),
        "columns": (1, _COLUMNS_LIMIT),
        "width": _TILE_WIDTHS_PX,
        "seed": (0, SEED_LIMIT - 1),
    }
    for name, (least, most) in bounds.items():
        if not least <= getattr(arguments, name) <= most:
            raise UsageError(f"--{name} is {least} to {most}, not {getattr(arguments, name)}")
