"""The sentences of a page in one language, as plain text and as markup."""

from collections.abc import Iterable
from datetime import date

from markupsafe import Markup, escape

from harness.world.bilingual import Language, Piece, Texts, column, number, pieces
from harness.world.limits import clipped
from harness.world.untrusted import visible

_LONGEST = 16_384
"""Characters of somebody else's words in one sentence."""

_MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "ar": (
        *("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو"),
        *("يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
    ),
}


class Sentences:
    """The sentences of a table in one language: `words("exit", code=0)` as plain text, `words.rich(...)` as markup.

    In markup every fact stands in a `bdi`, so that a code, an id or a target's own words never turn the sentence around them; the
    template must not put markup into an attribute.
    """

    def __init__(self, texts: Texts, language: Language) -> None:
        self._texts = texts
        self.language: Language = language
        self.direction = "rtl" if language == "ar" else "ltr"
        self._column = column(language)

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence `key` with its facts filled in.

        Raises:
            KeyError: There is no such sentence.
        """
        return "".join(piece.text for piece in pieces(self._texts[key][self._column], facts, self.language))

    def rich(self, key: str, **facts: object) -> Markup:
        """The same as markup."""
        return markup(pieces(self._texts[key][self._column], facts, self.language))

    def number(self, value: float | str) -> str:
        """A number in the digits of the language."""
        return number(value, self.language)

    def named(self, kind: str, name: str) -> str:
        """What `name` is called here; a name that the table does not know stands as it is."""
        found = self._texts.get(f"{kind}.{name}")
        return found[self._column] if found else name


def day_in_words(day: date, language: Language) -> str:
    """A day with its month by name: digits and strokes alone would turn around in a line of Arabic."""
    return f"{number(day.day, language)} {_MONTHS[language][day.month - 1]} {number(str(day.year), language)}"


def markup(found: Iterable[Piece]) -> Markup:
    """Pieces of a sentence as markup; what is foreign stands in a `bdi`."""
    return Markup().join(foreign(piece.text) if piece.kind == "foreign" else escape(piece.text) for piece in found)


def foreign(text: str, *, attributes: str = "") -> Markup:
    """Somebody else's words as markup."""
    return Markup(f"<bdi{attributes}>{escape(visible(clipped(text, _LONGEST)))}</bdi>")  # noqa: S704 - the text is escaped
