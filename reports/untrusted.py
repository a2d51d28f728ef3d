"""What text from a target must lose before it stands in a table that a spreadsheet may open; the rest is of the contract."""

from harness.world.untrusted import printable, visible

__all__ = ["cell", "printable", "visible"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(text: str) -> str:
    """The text as one cell of a table that a spreadsheet may open: one line, and never a formula."""
    line = " ".join(printable(text).split())
    return f"'{line}" if text.startswith(_FORMULA) or line.startswith(_FORMULA) else line
