"""The least number for each of many sites, all judged at once: growing steps away from the guess, then bisection.

It relies on more devices never making a target fail. That holds for the same people at first come, first served;
patience and priorities bend it a little. What the search promises is therefore a pair: the number found keeps the
targets, and one less was judged and does not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Judge = Callable[[Mapping[str, int]], Mapping[str, bool]]
"""Whether the targets hold at each site with so many devices."""


@dataclass(slots=True)
class _Bracket:
    """A site under search: `fails` devices are too few, `holds` are enough, if known."""

    tried: int
    fails: int = 0
    holds: int | None = None
    step: int = 1

    def learn(self, holds: bool, most: int) -> None:  # noqa: FBT001 - a verdict, not a switch
        if holds:
            self.holds = self.tried
        else:
            self.fails = self.tried
        if self.holds is None:
            self.tried = min(self.fails + self.step, most)
        elif not self.fails:
            self.tried = max(self.holds - self.step, 1)
        else:
            self.tried = (self.fails + self.holds) // 2
        self.step *= 2

    def is_settled(self, most: int) -> bool:
        return self.fails >= most or (self.holds is not None and self.holds - self.fails == 1)


def least_devices(judge: Judge, *, guesses: Mapping[str, int], most: int) -> dict[str, int | None]:
    """The least devices of each site, from 1 to `most`; None where even `most` are too few.

    `judge` is asked for sites that are not settled yet, again and again, with other numbers each time.
    """
    brackets = {site: _Bracket(min(max(guess, 1), most)) for site, guess in guesses.items()}
    while unsettled := {site: some for site, some in brackets.items() if not some.is_settled(most)}:
        verdicts = judge({site: some.tried for site, some in unsettled.items()})
        for site, some in unsettled.items():
            some.learn(verdicts[site], most)
    return {site: some.holds for site, some in brackets.items()}
