"""The registry of defects: a name and a wrapper around the rules."""

from collections.abc import Callable

from harness.reference.rulebook import Rules

Defect = Callable[[Rules], Rules]
DEFECTS: dict[str, Defect] = {}


def defect(name: str) -> Callable[[Defect], Defect]:
    """Register a wrapper under a name."""

    def keep(wrapper: Defect) -> Defect:
        DEFECTS[name] = wrapper
        return wrapper

    return keep
