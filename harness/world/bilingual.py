"""Arabic and English: sentences with facts, digits, and left-to-right pieces inside a right-to-left line.

A sentence is kept as a code with its facts (`harness.world.events.Reason`), never as text alone, so that each reader gets it in
a language of his own. A template names a fact as `{name}` (a code, an id, a command, somebody else's words: left to right), as
`{name:n}` (a number that is read: Arabic-Indic digits in Arabic), as `{name:n|test|tests}` (one with a noun that hangs on it;
Arabic sentences put the noun first) or as `{inner}` (another sentence).

Source: Unicode Standard Annex 9 (isolates U+2066 to U+2069); CLDR, ar, numbering system arab.
"""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Literal, NamedTuple

from harness.world.untrusted import one_line

Language = Literal["en", "ar"]
Texts = Mapping[str, tuple[str, str]]
"""Key -> the English and the Arabic template."""

_DIGITS = str.maketrans("0123456789,.%", "٠١٢٣٤٥٦٧٨٩٬٫٪")
_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"


class Piece(NamedTuple):
    """A stretch of a sentence: `words` are our own, a `number` is already in the digits of the language, `foreign` is neither."""

    kind: Literal["words", "number", "foreign"]
    text: str


def column(language: Language) -> int:
    """The place of a language in a pair of texts."""
    return 1 if language == "ar" else 0


def number(value: float | str, language: Language) -> str:
    """A number for a reader: grouped by thousands, in Arabic with Arabic-Indic digits, separators and percent sign."""
    text = value if isinstance(value, str) else f"{value:,}"
    return text.replace(" %", "%").translate(_DIGITS) if language == "ar" else text


def pieces(template: str, facts: Mapping[str, object], language: Language) -> Iterator[Piece]:
    """A template with its facts, in order; a fact that is missing is left out."""
    for words, name, form, _ in Formatter().parse(template):
        if words:
            yield Piece("words", words)
        if name is None:
            continue
        value = facts.get(name, "")
        kind, *nouns = (form or "").split("|")
        if kind == "n":
            yield Piece("number", number(value if isinstance(value, int | float) else str(value), language))
            if nouns:
                yield Piece("words", f" {nouns[str(value) != '1']}")
        elif str(value):
            yield Piece("foreign", str(value))


def on_terminal(found: Iterator[Piece], language: Language) -> str:
    """Pieces as one line in logical order; what is foreign loses its control characters and, in Arabic, stands isolated."""
    return "".join(_shown(piece, language) for piece in found)


def isolated(text: str, language: Language) -> str:
    """Somebody else's words or a code, as it may stand in a line of a terminal; in Arabic its direction is its own business."""
    safe = one_line(text)
    if language != "ar" or not safe:
        return safe
    return f"{_LRI if safe.isascii() else _FSI}{safe}{_PDI}"


def _shown(piece: Piece, language: Language) -> str:
    return isolated(piece.text, language) if piece.kind == "foreign" else piece.text


class Speech:
    """The sentences of a table in one language, for a terminal: `say("seconds", count=3)`."""

    def __init__(self, texts: Texts, language: Language) -> None:
        self._texts = texts
        self.language: Language = language

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence `key` with its facts.

        Raises:
            KeyError: there is no such sentence.
        """
        return on_terminal(pieces(self._texts[key][column(self.language)], facts, self.language), self.language)

    def number(self, value: float | str) -> str:
        """A number in the digits of the language."""
        return number(value, self.language)

    def quoted(self, text: str) -> str:
        """Somebody else's words."""
        return isolated(text, self.language)
