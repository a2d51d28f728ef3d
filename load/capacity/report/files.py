"""The pictures as files of their own, for documents: SVG that needs no page, and PNG of it."""

from collections.abc import Iterator
from pathlib import Path

import resvg_py

from harness.commandline import HarnessError, UsageError
from load.capacity.report.colors import paper, picture_style
from load.capacity.report.facts import Facts
from load.capacity.report.page import LANGUAGES, outline_for
from load.capacity.report.picture import Picture
from load.capacity.report.views import pictures
from load.capacity.report.words import Words

_ZOOM = 3.0
"""Pixels of a PNG for each of the sheet: 1,272 across."""
_FONT = "DejaVu Sans"
_LETTERS = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="8" font-size="9">{}</text></svg>'


def write_pictures(facts: Facts, folder: Path) -> tuple[Path, ...]:
    """Write each picture in each language as KEY.LANGUAGE.svg and .png.

    Raises:
        UsageError: the folder cannot be written.
        HarnessError: no font has the letters of both languages.
    """
    check_letters()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_written(facts, folder))
    except OSError as error:
        raise UsageError(f"--pictures {folder}: {error.strerror}; name a folder that can be written") from None


def svg_of(picture: Picture) -> str:
    """A picture as a file of its own."""
    return str(picture.canvas.picture(title=picture.title, about=picture.about, style=picture_style(), paper=paper()))


def png_of(svg: str) -> bytes:
    """The same in pixels."""
    return resvg_py.svg_to_bytes(svg_string=svg, zoom=_ZOOM, sans_serif_family=_FONT, font_family=_FONT)


def _written(facts: Facts, folder: Path) -> Iterator[Path]:
    outline = outline_for(facts)
    for language in LANGUAGES:
        for picture in pictures(facts, outline, Words(language)):
            svg = svg_of(picture)
            for file, content in (
                (f"{picture.key}.{language}.svg", svg.encode()),
                (f"{picture.key}.{language}.png", png_of(svg)),
            ):
                (folder / file).write_bytes(content)
                yield folder / file


def check_letters() -> None:
    """Look for a font: without one the renderer leaves letters out and says nothing.

    Raises:
        HarnessError: there is none.
    """
    nothing = png_of(_LETTERS.format(""))
    if any(png_of(_LETTERS.format(letter)) == nothing for letter in ("a", "ع")):
        raise HarnessError(
            f"--pictures: no font {_FONT} with Latin and Arabic letters is installed; install it (Debian: fonts-dejavu-core)"
        )
