"""The services as TOML, ready to be pasted into a model: each time with what it rests on, the sources as the reason."""

import json
from collections.abc import Iterator, Sequence

import msgspec

from load.capacity.calibration.calibrated import CalibratedLeg, CalibratedService
from load.capacity.calibration.fits import Fit, in_model
from load.capacity.model.service import Service
from load.capacity.model.times import Time


class _Fragment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    services: list[Service]


def fragment(services: Sequence[CalibratedService], *, reason: str, kept: Sequence[str] = ()) -> str:
    """The text; it has been read again as a model reads it. `kept`: services of the model that were not studied."""
    lines = [
        "# Made by `hawiya capacity calibrate`: paste it in place of the [[services]] of a model with the same names.",
        *(f"# Not studied, so keep it as it stands in the model: {_text(name)}." for name in kept),
        *(line for service in services for line in ("", *_service(service, reason))),
    ]
    text = "\n".join(lines) + "\n"
    again = msgspec.toml.decode(text, type=_Fragment)
    if again.services != [service.service(reason) for service in services]:
        raise AssertionError(f"the fragment does not say what was calibrated:\n{text}")
    return text


def told_fit(found: Sequence[Fit], *, what: str) -> str:
    """What a time rests on, in a line."""
    best = in_model(found)
    verdict = "REJECTED" if best.is_rejected else "not rejected"
    better = "" if found[0] is best else f"; {found[0].law.name} would fit better, a model has none"
    return (
        f"{what}: {best.law.name} of {best.count} times, mean {best.mean_s:.4g} s, cv {best.cv:.2f}; {verdict}: "
        f"p {best.p_fit:.3f} (Anderson-Darling), {best.p_held_out:.3f} (held out), gap {best.gap:.1%}{better}"
    )


def told_failures(some: CalibratedLeg) -> str:
    """How often a try failed, in a line."""
    failures = some.failures
    low, high = failures.interval
    return f"retry: {failures.failed} of {failures.tries} tries failed ({low:.1%} to {high:.1%} at 95%), {failures.seen_in}"


def _service(service: CalibratedService, reason: str) -> Iterator[str]:
    yield "[[services]]"
    yield f"name = {_text(service.name)}"
    yield f"reason = {_text(reason)}"
    for some in service.legs:
        yield ""
        yield from _leg(some)


def _leg(some: CalibratedLeg) -> Iterator[str]:
    leg = some.leg
    yield f"# {told_fit(some.human, what='human')}"
    if some.system:
        yield f"# {told_fit(some.system, what='system')}"
    yield f"# {told_failures(some)}"
    if some.again:
        yield f"# {told_fit(some.again, what='further attempts')}"
    yield "[[services.legs]]"
    yield f"name = {_text(leg.name)}"
    for name, time in (("human", leg.human), ("system", leg.system)):
        if time is not None:
            yield f"{name} = {_time(time)}"
    if leg.retry is not None:
        yield f"retry = {{ failure = {leg.retry.failure!r}, most = {leg.retry.most}, time = {_time(leg.retry.time)} }}"
    for name, value in (("route", leg.route), ("shared", leg.shared)):
        if value:
            yield f"{name} = {_text(value)}"


def _time(time: Time) -> str:
    rest = f"cv = {time.cv!r}" if time.cv is not None else f"shape = {_text(time.shape)}"
    return f"{{ mean_s = {time.mean_s!r}, {rest} }}"


def _text(value: str) -> str:
    """A string of JSON is one of TOML, control characters included."""
    return json.dumps(value, ensure_ascii=False)
