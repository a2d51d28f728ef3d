"""A part of a model whose amount is known within a span only."""

from harness.world.assumptions import Assumable, Part

_LEAST, _MOST = 0.1, 10.0


class Span(Part, frozen=True, kw_only=True):
    """Factors of what is declared: `low = 0.8` is a fifth less."""

    low: float
    high: float

    def __post_init__(self) -> None:
        """Refuse what is no span around what is declared."""
        if not _LEAST <= self.low <= 1.0 <= self.high <= _MOST:
            raise ValueError(
                f"uncertainty is {self.low:g} to {self.high:g}; give factors from {_LEAST:g} to 1 and from 1 to {_MOST:g}"
            )


class Uncertain(Assumable, frozen=True, kw_only=True):
    """`uncertainty`: how much less or more it may be."""

    uncertainty: Span | None = None
