"""Text from a target is evidence and may be hostile: what it must lose, or show openly, before it stands in a report.

Rules: XML takes no control characters but tab and line ends (XML 1.0, production Char); a person must see a direction
mark, for it can turn the meaning of the line around it; a spreadsheet takes a cell that begins like a formula for one.
"""

import re

# C0 without tab, line feed and return; DEL and C1; surrogates; the two non-characters of the first plane
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
# invisible: direction marks, embeddings, overrides and isolates; zero-width; line and paragraph separators; byte order
_MARKS = "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"

_UNPRINTABLE = re.compile(f"[{_CONTROLS}{_MARKS}]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def visible(text: str) -> str:
    """The text with every invisible character written out as its code point: `[U+202E]`."""
    return _UNPRINTABLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def printable(text: str) -> str:
    """The text without invisible characters."""
    return _UNPRINTABLE.sub("", text)


def cell(text: str) -> str:
    """The text as one cell of a table that a spreadsheet may open: one line, and never a formula."""
    line = " ".join(printable(text).split())
    return f"'{line}" if text.startswith(_FORMULA) or line.startswith(_FORMULA) else line
