"""Progress of a long work that has several stages, told as one."""

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""Hears how much is done, and of how much."""


def counted_on(tell: Tell, *, before: int, total: int) -> Tell:
    """For a stage: what is done there comes on top of what was done before, of the total of all stages."""

    def told(done: int, _: int) -> None:
        tell(before + done, total)

    return told
