"""The code of a model's own as the engine asks it: each answer is looked at, and what breaks is one line with the visit."""

from collections.abc import Callable
from datetime import date

from harness.commandline import UsageError
from load.capacity.model.hooks import HookFile, Hooks, Seen, made_of, told
from load.capacity.play.day import Customer, Visit


class Asked:
    """The hooks of one site on one day."""

    def __init__(self, hooks: HookFile, *, site: str, day: date) -> None:
        self._file, self._site, self._day = hooks, site, day
        made = self._said("__init__", f"{site} on {day}", made_of(hooks))
        assert isinstance(made, Hooks)  # noqa: S101 - `made_of` has looked
        self._hooks = made

    def seen(  # noqa: PLR0913 - what there is to see
        self, customer: Customer, *, home: str, number: int, at_s: float, waiting: int, free: int
    ) -> Seen:
        """What somebody sees who has come."""
        return Seen(
            site=self._site,
            day=self._day,
            person=customer.person,
            home=home,
            kind=customer.kind,
            priority=customer.priority,
            number=number,
            at_s=at_s,
            waiting=waiting,
            free=free,
            patience_s=customer.patience_s,
            draw=customer.balk_draw,
        )

    def joins(self, seen: Seen) -> bool | None:
        """Whether they join the line; None leaves it to the model.

        Raises:
            UsageError: the code breaks, or does not say what it is asked.
        """
        who = self._who(seen.person, seen.at_s)
        answer = self._said("joins", who, lambda: self._hooks.joins(seen))
        if answer is not None and not isinstance(answer, bool):
            raise self._unfit("joins", who, answer, "True, False or None")
        return answer

    def patience_s(self, seen: Seen) -> float:
        """How long they are patient.

        Raises:
            UsageError: the code breaks, or does not say what it is asked.
        """
        who = self._who(seen.person, seen.at_s)
        answer = self._said("patience_s", who, lambda: self._hooks.patience_s(seen))
        if answer is None:
            return seen.patience_s
        if isinstance(answer, bool) or not isinstance(answer, int | float) or not answer >= 0:
            raise self._unfit("patience_s", who, answer, "seconds, 0 or more, or None")
        return float(answer)

    def served(self, visit: Visit) -> None:
        """Tell of a service that has ended.

        Raises:
            UsageError: the code breaks.
        """
        who = self._who(visit.person, visit.end_s or 0.0)
        self._said("served", who, lambda: self._hooks.served(visit))

    def _said(self, method: str, who: str, ask: Callable[[], object]) -> object:
        try:
            return ask()
        except (Exception, SystemExit) as error:
            method = f"{self._file.name}.{method}"
            raise UsageError(f"hooks: {told(error, self._file)}, in {method} for {who}; mend it") from error

    def _unfit(self, method: str, who: str, answer: object, expected: str) -> UsageError:
        method = f"{self._file.place}: {self._file.name}.{method}"
        return UsageError(f"hooks: {method} says {answer!r} for {who}; return {expected}")

    def _who(self, person: int, at_s: float) -> str:
        minutes, seconds = divmod(int(at_s), 60)
        return f"person {person} at {self._site} on {self._day} at {minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
