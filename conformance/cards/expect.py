"""The assertions about cards: the status word decides, named as ISO/IEC 7816-4 names it."""

from collections.abc import Callable
from typing import TypeVar

from conformance.expect import Expect
from harness.protocol.encoding.apdu import ResponseApdu, StatusWord, tries_left
from simulators.phone.chip_reader import ChipError

T = TypeVar("T")


class CardExpect(Expect):
    """Assertions of one test of a card."""

    def status(self, response: ResponseApdu, *expected: int, what: str = "") -> ResponseApdu:
        """The answer ends in one of these status words."""
        words = " or ".join(named(sw) for sw in expected)
        self.holds(
            expected=f"{what}: {words}" if what else words, observed=named(response.sw), so=response.sw in expected
        )
        return response

    def done(self, response: ResponseApdu, *, what: str = "") -> ResponseApdu:
        """The command was carried out."""
        return self.status(response, StatusWord.OK, what=what)

    def refused_apdu(self, response: ResponseApdu, *expected: int, what: str = "") -> ResponseApdu:
        """The command was refused with one of these status words, and nothing came with it."""
        self.status(response, *expected, what=what)
        self.equal(len(response.data), 0, what="bytes beside the status word:")
        return response

    def works(self, act: Callable[[], T], *, what: str) -> T:
        """Our reader of chips does something and finds nothing wrong; what it brings."""
        try:
            found = act()
        except ChipError as error:
            self.holds(expected=what, observed=str(error), so=False)
            raise
        self.holds(expected=what, observed="done", so=True)
        return found

    def yes(self, fact: object, *, what: str) -> None:
        """Something is so."""
        self.holds(expected=what, observed="yes" if fact else "no", so=bool(fact))

    def no(self, fact: object, *, what: str) -> None:
        """Something is not so."""
        self.holds(expected=f"not: {what}", observed="yes" if fact else "no", so=not fact)

    def tries(self, response: ResponseApdu, left: int, *, what: str = "tries left") -> None:
        """The answer says that so many tries are left."""
        told = tries_left(response.sw)
        self.holds(expected=f"{what}: {left}", observed=f"{named(response.sw)}", so=told == left)


def named(sw: int) -> str:
    """A status word with its name."""
    told = tries_left(sw)
    if told is not None:
        return f"{sw:04X} ({told} tries left)"
    try:
        return f"{sw:04X} {StatusWord(sw).name}"
    except ValueError:
        return f"{sw:04X}"
