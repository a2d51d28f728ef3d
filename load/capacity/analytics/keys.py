"""What a formula is given on the command line: `key=value` words, read strictly and looked at for plausibility."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from harness.commandline import UsageError

_TIMES_S = (10.0, 4 * 3600.0)
_PERIODS_S = (60.0, 24 * 3600.0)
_RATES_PER_S = (1e-6, 10.0)
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a formula is given."""

    name: str
    meaning: str
    required: bool = True
    whole: bool = False
    many: bool = False
    """Several values, with commas between."""
    plausible: tuple[float, float] | None = None


SERVERS = Key("servers", "how many devices or desks", whole=True)
LOAD = Key("load", "arrivals in a mean service time, in erlangs")
RATE = Key("rate", "arrivals per second", plausible=_RATES_PER_S)
RATES = Key("rates", "arrivals per second in each period, as 0.1,0.2", many=True, plausible=_RATES_PER_S)
CLASS_RATES = Key("rates", "arrivals per second of each class, highest first", many=True, plausible=_RATES_PER_S)
PERIOD = Key("period", "length of a period in seconds", plausible=_PERIODS_S)
SERVICE = Key("service", "mean service time in seconds", plausible=_TIMES_S)
PATIENCE = Key("patience", "mean time in seconds after which who still waits leaves", plausible=_TIMES_S)
CV = Key("cv", "standard deviation of the service time / its mean")
ARRIVAL_CV = Key("arrival_cv", "the same of the times between arrivals; 1 if left out", required=False)
SERVICE_IF_KNOWN = replace(SERVICE, meaning=f"{SERVICE.meaning}; without it no waits", required=False)
PATIENCE_IF_ANY = replace(PATIENCE, meaning=f"{PATIENCE.meaning}; without it nobody leaves", required=False)
STAFF = Key("servers", "how many, or one number a period, as 2,3", whole=True, many=True)
BUSY = Key("busy", "servers busy at the start; 0 if left out", required=False)
TARGET_WAIT = Key("target_wait", "share of the arrivals that may wait, as 0.2", required=False)
TARGET_ABANDONMENT = Key("target_abandonment", "share that may leave unserved, with patience", required=False)
STAFFING = (RATES, PERIOD, SERVICE, TARGET_WAIT, TARGET_ABANDONMENT, PATIENCE_IF_ANY)


@dataclass(frozen=True, slots=True)
class Given:
    """The values of one call."""

    values: Mapping[str, tuple[float, ...]]

    def number(self, key: Key) -> float:
        """The value of a required key."""
        return self.values[key.name][0]

    def whole(self, key: Key) -> int:
        """The value of a required key that counts something."""
        return int(self.values[key.name][0])

    def all_of(self, key: Key) -> tuple[float, ...]:
        """The values of a required key that takes several."""
        return self.values[key.name]

    def optional(self, key: Key) -> float | None:
        """The value of a key, if it was given."""
        return self.values[key.name][0] if key.name in self.values else None


def read(words: Iterable[str], keys: Sequence[Key], *, formula: str) -> Given:
    """The values that the words give.

    Raises:
        UsageError: a word is none of the keys with a value, or a key is missing.
    """
    known = {key.name: key for key in keys}
    values: dict[str, tuple[float, ...]] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is not key=value; the keys of {formula} are {', '.join(known)}")
        if name not in known:
            raise UsageError(f"{formula} has no key {name!r}; its keys are {', '.join(known)}")
        if name in values:
            raise UsageError(f"{name} is given twice; give it once")
        values[name] = tuple(_numbers(known[name], text))
    for key in keys:
        if key.required and key.name not in values:
            raise UsageError(f"{formula} needs {key.name} ({key.meaning}); give {key.name}=...")
    return Given(values)


def doubts(given: Given, keys: Sequence[Key]) -> list[str]:
    """A line for each value that looks as if it was given in minutes, or by the hour."""
    found = []
    for key in keys:
        for value in given.values.get(key.name, ()):
            if key.plausible is None or value == 0 or key.plausible[0] <= value <= key.plausible[1]:
                continue
            found.append(_doubt(key, value))
            break  # one line a key
    return found


def _numbers(key: Key, text: str) -> Iterator[float]:
    parts = text.split(",") if key.many else [text]
    for part in parts:
        try:
            number = float(part)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            more = "" if key.many or "," not in text else "; it takes one"
            raise UsageError(f"{key.name}={text} is no number{more}; give {key.meaning}")
        if number < 0:
            raise UsageError(f"{key.name}={text} is negative; give {key.meaning}")
        if key.whole and number != int(number):
            raise UsageError(f"{key.name}={text} is no whole number; give {key.meaning}")
        yield number


def _doubt(key: Key, value: float) -> str:
    if key.plausible is _RATES_PER_S:
        per_hour = f"{value * _HOUR_S:g} an hour" if value > 1 else f"one in {1 / value / _DAY_S:.3g} days"
        told = f"rates are per second, so {value:g} an hour is {value / _HOUR_S:.6g}"
        return f"{key.name}={value:g} is {per_hour}; is that meant? {told}"
    long = value > _HOUR_S
    seen = f"{value / _HOUR_S:.3g} hours" if long else f"{value:g} s"
    told = "times are in seconds" + ("" if long else f", so {value:g} minutes are {value * _MINUTE_S:g}")
    return f"{key.name}={value:g} is {seen}; is that meant? {told}"
