"""A sheet to draw SVG on: shapes by class, never by color, so that one drawing serves light, dark and print.

An Arabic drawing is the mirror of the English one, as its page is: what is drawn from the left is drawn from the right. A
map is not mirrored. Arabic words stand in an isolate of their own (U+2067), so that a number or a code inside of them does
not turn them around, in a browser and in any other reader of SVG.

Source: SVG 2 (title and desc); Unicode Standard Annex 9 (isolates).
"""

from collections.abc import Iterable
from typing import Literal

from markupsafe import Markup, escape

from harness.world.bilingual import Language
from harness.world.untrusted import one_line

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

WIDTH = 400.0
"""Of every drawing: its letters can be read on a phone that is as wide."""

LETTER = 0.60
"""The width of a letter over its size, on the broad side: what labels are laid out by."""

_EDGE, _HEADLINE = 12.0, 36.0
"""Of a picture of its own: what is left free around it, and above it for its title."""

_MIRRORED: dict[Anchor, Anchor] = {"start": "end", "middle": "middle", "end": "start"}


class Canvas:
    """A drawing that grows. Unit: pixels of a sheet 400 wide, down from the top, across from where the language begins."""

    def __init__(self, name: str, height: float, *, language: Language, is_map: bool = False) -> None:
        self.name = name
        self.height = height
        self.language = language
        self.mirrored = language == "ar" and not is_map
        """Whether what follows is drawn from the right."""
        self._parts: list[Markup] = []

    def rect(self, left: float, top: float, width: float, height: float, *, kind: str, tip: str = "") -> None:  # noqa: PLR0913 - a rectangle
        """A rectangle; `tip` is told when the mouse rests on it."""
        left = self._across(left + width if self.mirrored else left)
        self._add("rect", tip, kind, x=left, y=top, width=width, height=height)

    def circle(self, at: Point, radius: float, *, kind: str, tip: str = "") -> None:
        """A circle."""
        self._add("circle", tip, kind, cx=self._across(at[0]), cy=at[1], r=radius)

    def line(self, begin: Point, end: Point, *, kind: str) -> None:
        """A straight line."""
        self.path([begin, end], kind=kind)

    def path(self, points: Iterable[Point], *, kind: str, closed: bool = False) -> None:
        """Straight lines from point to point."""
        steps = " ".join(
            f"{'L' if number else 'M'}{self._across(across):.1f} {down:.1f}"
            for number, (across, down) in enumerate(points)
        )
        self._parts.append(Markup('<path class="{}" d="{}{}"/>').format(kind, steps, "Z" if closed else ""))

    def text(self, at: Point, words: str, *, anchor: Anchor = "start", kind: str = "") -> None:
        """Words in one line; `start` is where the language begins to read."""
        across, anchor = self._across(at[0]), _MIRRORED[anchor] if self.mirrored else anchor
        self._parts.append(
            Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
                kind, across, at[1], anchor, self._isolated(words)
            )
        )

    def sheet(self, *, title: str, about: str) -> Markup:
        """The drawing as a part of a page; `title` names it and `about` tells what it shows, to who cannot see it."""
        return self._sheet(title, about, box=(0.0, 0.0, WIDTH, self.height), more=Markup())

    def picture(self, *, title: str, about: str, style: str, paper: str) -> Markup:
        """The drawing as a file of its own, with its title above it; `style` needs no page, `paper` is a color."""
        box = (-_EDGE, -_HEADLINE, WIDTH + 2 * _EDGE, self.height + _HEADLINE + _EDGE)
        ground = Markup('<rect x="{:.0f}" y="{:.0f}" width="{:.0f}" height="{:.0f}" fill="{}"/>').format(*box, paper)
        mirrored = self.language == "ar"
        headline = Markup('<text class="headline" x="{:.0f}" y="{:.0f}" text-anchor="{}">{}</text>').format(
            WIDTH if mirrored else 0.0, -_EDGE, "end" if mirrored else "start", self._isolated(title)
        )
        style_of_file = Markup("<style>{}</style>").format(Markup(style))  # noqa: S704 - our own file, without data
        return self._sheet(title, about, box=box, more=style_of_file + ground + headline, size=box[2:])

    def _sheet(
        self,
        title: str,
        about: str,
        *,
        box: tuple[float, float, float, float],
        more: Markup,
        size: tuple[float, ...] = (),
    ) -> Markup:
        sized = Markup(' width="{:.0f}" height="{:.0f}"').format(*size) if size else Markup()
        return Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" class="drawing" direction="ltr" lang="{language}"{sized} '
            'viewBox="{box}" role="img" aria-labelledby="{name}-title {name}-about">'
            '<title id="{name}-title">{title}</title><desc id="{name}-about">{about}</desc>{more}{parts}</svg>'
        ).format(
            language=self.language,
            sized=sized,
            box=" ".join(f"{edge:.0f}" for edge in box),
            name=self.name,
            title=title,
            about=about,
            more=more,
            parts=Markup("\n").join(self._parts),
        )

    def _across(self, across: float) -> float:
        return WIDTH - across if self.mirrored else across

    def _add(self, element: str, tip: str, kind: str, **numbers: float) -> None:
        places = Markup(" ").join(Markup('{}="{:.1f}"').format(name, number) for name, number in numbers.items())
        shape = Markup('<{} class="{}" {}').format(element, kind, places)
        inside = Markup("<title>{}</title>").format(self._isolated(tip)) if tip else Markup()
        self._parts.append(shape + (Markup(">{}</{}>").format(inside, element) if tip else Markup("/>")))

    def _isolated(self, words: str) -> Markup:
        safe = escape(one_line(words))
        return Markup("\u2067{}\u2069").format(safe) if self.language == "ar" else safe


def wide(words: str, size: float) -> float:
    """About how wide a line of words is."""
    return len(words) * size * LETTER


def shortened(words: str, *, size: float, width: float) -> str:
    """Words that fit into a width; what is cut off is marked."""
    most = int(width / (size * LETTER))
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
