"""A random time as a model declares it, and the draw of it. Unit: seconds, in the key."""

from dataclasses import dataclass
from typing import Literal

from harness.world.assumptions import Part
from load.capacity.draws.draws import exponential, lognormal, sigma_of

Shape = Literal["fixed", "exponential", "lognormal"]

FIXED, EXPONENTIAL, LOGNORMAL = 0, 1, 2
_CODES: dict[Shape, int] = {"fixed": FIXED, "exponential": EXPONENTIAL, "lognormal": LOGNORMAL}
_LARGEST_CV = 3.0


class Time(Part, frozen=True, kw_only=True):
    """`cv`, the deviation over the mean, belongs to lognormal times alone."""

    mean_s: float
    shape: Shape = "lognormal"
    cv: float | None = None

    def __post_init__(self) -> None:
        """Refuse what is no distribution."""
        if not 0 < self.mean_s < float("inf"):
            raise ValueError(f"mean_s is {self.mean_s:g}; give seconds above 0")
        if self.shape == "lognormal" and self.cv is None:
            raise ValueError("a lognormal time needs `cv`, its deviation over its mean; give it, or another `shape`")
        if self.shape != "lognormal" and self.cv is not None:
            raise ValueError(f"a time of shape {self.shape!r} has no `cv`; take it out")
        if self.cv is not None and not 0 < self.cv <= _LARGEST_CV:
            raise ValueError(f"cv is {self.cv:g}; give a number above 0 and at most {_LARGEST_CV:g}")


@dataclass(frozen=True, slots=True)
class Law:
    """A time made ready to be drawn: numbers alone, as compiled code takes them."""

    code: int
    mean_s: float
    sigma: float = 0.0


def law_of(time: Time) -> Law:
    """The time, ready to be drawn."""
    return Law(code=_CODES[time.shape], mean_s=time.mean_s, sigma=sigma_of(time.cv) if time.cv is not None else 0.0)


def draw(law: Law, u: float) -> float:
    """The time that the uniform `u` stands for."""
    return time_at(law.code, law.mean_s, law.sigma, u)


def time_at(code: int, mean_s: float, sigma: float, u: float) -> float:
    """The time of a law, given by its numbers, at `u`: what compiled code calls."""
    if code == LOGNORMAL:
        return lognormal(u, mean_s, sigma)
    if code == EXPONENTIAL:
        return mean_s * exponential(u)
    return mean_s
