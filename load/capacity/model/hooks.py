"""Code of a model's own: what people decide is asked of a class in a Python file that the model names.

    hooks = "queue_rules.py:Regulars"

    from load.capacity.model.hooks import Hooks, Seen

    class Regulars(Hooks):
        def joins(self, seen: Seen) -> bool | None:
            return False if seen.waiting > 6 and seen.draw < 0.5 else None

The class is made anew for each site and day of each replication, without arguments: what it remembers is of that day, so
that results do not depend on the order of the work, nor on who does it. The plan carries the text of the file, so that
workers need no file, and a run is known by what the file says. Whatever else the file imports has to be installed.
"""

import hashlib
import sys
import traceback
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Protocol, runtime_checkable

from harness.commandline import UsageError
from load.capacity.play.day import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Who has come, and what they see before they join a line.

    A person is known by `home`, the site where they came first, and `person`; `number` 0 is their visit there. `waiting`:
    in the line that they would join; `free`: devices in order that nobody uses; `patience_s`: as the model says, without
    end where it says none; `draw`: the number above 0 and below 1 by which the model decides on balking, the same in every
    plan. Unit of `at_s`: seconds after midnight.
    """

    site: str
    day: date
    person: int
    home: str
    kind: str
    priority: int
    number: int
    at_s: float
    waiting: int
    free: int
    patience_s: float
    draw: float


@runtime_checkable
class Hooks(Protocol):
    """What may be decided for one site and day; who derives from it writes only what differs.

    An answer is a function of what was seen and served on this day. Dice come from `Seen.draw` alone, else a run is not
    reproduced by its seed, and two plans are not compared on the same people.
    """

    def joins(self, seen: Seen) -> bool | None:  # noqa: ARG002 - who derives uses it
        """Whether the person joins the line, else balks; None leaves it to the model. Not asked at a closed door."""
        return None

    def patience_s(self, seen: Seen) -> float | None:  # noqa: ARG002 - who derives uses it
        """How long the person who joins is patient, from now on, 0 or more; None leaves it to the model."""
        return None

    def served(self, visit: Visit) -> None:
        """A service has ended, whether they got what they came for or not."""


ASKED = ("joins", "patience_s", "served")
"""What a class of hooks may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookFile:
    """A class in a Python file, with the text of the file."""

    place: str
    name: str
    text: str


def read_hooks(declared: str, *, beside: Path) -> HookFile:
    """The class that a model names; a path is read from the folder of the model's file.

    Raises:
        UsageError: there is no such file or class, or the file does not run.
    """
    file, colon, name = declared.rpartition(":")
    if not (colon and file.endswith(".py") and name.isidentifier()):
        raise UsageError(f"hooks: {declared!r} names no class in a file; write FILE.py:NAME")
    place = beside / file
    try:
        text = place.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"hooks: {place}: {error.strerror}; name a file that is there") from None
    except UnicodeDecodeError:
        raise UsageError(f"hooks: {place}: is not UTF-8; save it as UTF-8") from None
    hooks = HookFile(place=str(place), name=name, text=text)
    made_of(hooks)
    return hooks


@lru_cache(maxsize=4)
def made_of(hooks: HookFile) -> type[Hooks]:
    """The class, from its text; once in a process.

    Raises:
        UsageError: the file does not run, or has no such class.
    """
    module = ModuleType(f"hawiya_hooks_{hashlib.sha256(hooks.text.encode()).hexdigest()[:16]}")
    sys.modules[module.__name__] = module  # dataclasses look their module up by its name
    try:
        exec(compile(hooks.text, hooks.place, "exec"), module.__dict__)  # noqa: S102 - what the model asks for
    except (Exception, SystemExit) as error:
        raise UsageError(f"hooks: {told(error, hooks)}; mend it") from error
    found = getattr(module, hooks.name, None)
    if not isinstance(found, type) or not issubclass(found, Hooks):
        what = "there is no such class" if not isinstance(found, type) else "it does not derive from Hooks"
        raise UsageError(f"hooks: {hooks.place}: {hooks.name}: {what}; write class {hooks.name}(Hooks)")
    _check_asked(found, hooks)
    return found


def _check_asked(found: type[Hooks], hooks: HookFile) -> None:
    public = (name for name, value in vars(found).items() if callable(value) and not name.startswith("_"))
    unknown = next((name for name in public if name not in ASKED), None)
    if unknown is not None:
        raise UsageError(
            f"hooks: {hooks.place}: {hooks.name}.{unknown} is never asked; there are {', '.join(ASKED)}, and what else a class "
            "has begins with _"
        )


def told(error: BaseException, hooks: HookFile) -> str:
    """What went wrong in the file, and where, in one line."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == hooks.place]
    line = error.lineno if isinstance(error, SyntaxError) else next(reversed(lines), None)
    where = f"{hooks.place}, line {line}" if line else hooks.place
    says = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{where}: {' '.join(f'{type(error).__name__}: {says}'.split())}"
