"""A picture of the report: a drawing, what it says, and the same as a table."""

from dataclasses import dataclass

from markupsafe import Markup

from load.capacity.report.drawing.canvas import Canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells of a table, the head of the row first."""

    cells: tuple[str | Markup, ...]
    is_marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a picture shows, as numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: tuple[str | Markup, ...] = ()
    is_dense: bool = False
    is_stacked: bool = False
    """Whether a row becomes a block of its own where there is little room."""
    names: frozenset[int] = frozenset({0})
    """Columns that hold words; the others hold numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A drawing with what it says and the table beside it."""

    key: str
    canvas: Canvas
    title: str
    about: str
    finding: str | Markup
    table: Table
    notes: tuple[str | Markup, ...] = ()

    @property
    def drawing(self) -> Markup:
        """As it stands on a page."""
        return self.canvas.sheet(title=self.title, about=self.about)
