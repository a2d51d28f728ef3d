"""Text from a target is evidence and may be hostile: what it must lose, or show openly, before a person or a tool reads it.

Rules: XML takes no control characters but tab and line ends (XML 1.0, production Char); a person must see a direction mark, for
it can turn the meaning of the line around it (threat THR-095); a terminal must get no control character at all, and no line end,
for those would forge lines and colors (THR-096).
"""

import re

# C0 without tab, line feed and return; DEL and C1; surrogates; the two non-characters of the first plane
_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
# invisible: direction marks, embeddings, overrides and isolates; zero-width; line and paragraph separators; byte order; tags
_MARKS = "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"

_UNPRINTABLE = re.compile(f"[{_CONTROLS}{_MARKS}]")
_OFF_THE_LINE = re.compile(f"[{_CONTROLS}{_MARKS}\t\n\r]")


def visible(text: str) -> str:
    """The text with every invisible character written out as its code point: `[U+202E]`; tabs and line ends stay."""
    return _UNPRINTABLE.sub(_named, text)


def one_line(text: str) -> str:
    """The text as a terminal may show it: every control and invisible character written out, line ends and tabs too."""
    return _OFF_THE_LINE.sub(_named, text)


def printable(text: str) -> str:
    """The text without invisible characters."""
    return _UNPRINTABLE.sub("", text)


def _named(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"
