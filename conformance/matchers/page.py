"""What `hawiya faces evaluate` prints at its end: flags first, then figures with their intervals, one a line.

Names of matchers, groups and reasons are somebody else's words and go through `Words`, which writes control characters out.
"""

from collections.abc import Iterator

from conformance.matchers.measuring.terms import percent
from conformance.matchers.words import Words
from harness.world.evaluation import AREAS_UNDER, SECTIONS, Dose, Evaluation, GroupRates, Rate, Section
from harness.world.reasons import spoken

_NAME = 16
_SHOWN = 12
_DIGEST = 12


def page(evaluation: Evaluation, report: str, *, language: str = "en") -> str:
    """The figures as text; its last line says where the report is."""
    say = Words(language)
    lines = ["", *_head(evaluation, say)]
    if evaluation.flags:
        lines += ["", say("section.flags"), *(f"  ! {spoken(each, '', say.language)}" for each in evaluation.flags)]
    for section, names in SECTIONS.items():
        lines += _section(section, [rate for name in names for rate in evaluation.rates if rate.name == name], say)
    lines += _groups(evaluation.groups, say)
    lines += _doses(evaluation.doses, say)
    lines += _failures(evaluation, say)
    lines += _claims(evaluation, say)
    if not evaluation.answered:
        lines += ["", say("nothing")]
    lines += ["", *_times(evaluation, say), say("measured"), say("intervals"), say("report", path=report)]
    return "\n".join(lines)


def _head(evaluation: Evaluation, say: Words) -> Iterator[str]:
    matcher, data = evaluation.matcher, evaluation.data
    yield say("matcher", name=matcher.name, version=matcher.version, spec=matcher.spec)
    yield say(
        "bounds",
        low=f"{matcher.score_low:g}",
        high=f"{matcher.score_high:g}",
        threshold=f"{matcher.threshold:g}",
        offers=", ".join(matcher.offers),
    )
    yield say(
        "data",
        path=data.path,
        pictures=data.pictures,
        identities=data.identities,
        digest=data.digest[:_DIGEST],
    )


def _section(section: Section, rates: list[Rate], say: Words) -> Iterator[str]:
    if rates:
        yield ""
        yield say(f"section.{section}")
    for rate in rates:
        yield f"  {_figure(rate, say)}  {say.title(rate.name)}"
        if rate.doubt:
            yield f"    ! {spoken(rate.doubt, '', say.language)}"


def _figure(rate: Rate, say: Words) -> str:
    name = f"{rate.name.upper()} {rate.of}".strip().replace("COMPONENT_AUC", "AUC").replace("_", " ")
    cells = [say.quoted(name).ljust(2 * _NAME), shown(rate).rjust(8)]
    if rate.low is not None and rate.high is not None:
        cells.append(f"[{_share(rate, rate.low)}, {_share(rate, rate.high)}]".ljust(18))
        cells.append(_counted(rate, say))
    return " ".join(cells)


def shown(rate: Rate) -> str:
    """The value of a rate as it is printed."""
    return _share(rate, rate.value)


def _share(rate: Rate, value: float) -> str:
    return f"{value:.4f}" if rate.name in AREAS_UNDER else percent(value)


def _counted(rate: Rate, say: Words) -> str:
    if rate.unit == "identities" and rate.identities is not None:
        return say("of.people", attempts=rate.attempts, identities=rate.identities)
    if rate.errors is not None:
        return say("of.attempts", errors=rate.errors, attempts=rate.attempts)
    return say("of.all", attempts=rate.attempts)


def _groups(groups: list[GroupRates], say: Words) -> Iterator[str]:
    if any(rate.value for each in groups for rate in each.groups):
        yield ""
        yield say("section.groups")
    for each in groups:
        if not any(rate.value for rate in each.groups):
            continue  # no group has an error: there is nothing to compare
        shares = "  ".join(f"{say.quoted(rate.of)} {shown(rate)}" for rate in each.groups)
        yield f"  {each.name.upper()} {say.quoted(each.attribute)}: {shares}"
        ratios = (each.worst_to_best, each.worst_to_overall, each.worst_to_geometric_mean)
        best, overall, mean = (say("no_ratio") if ratio is None else f"{ratio:.2f}" for ratio in ratios)
        yield f"    {say('ratio', best=best, all=overall, mean=mean)}"


def _doses(doses: list[Dose], say: Words) -> Iterator[str]:
    if doses:
        yield ""
        yield say("section.dose")
    for dose in doses:
        quality = " ".join("-" if value is None else f"{value:.0f}" for value in dose.quality)
        refused = " ".join("-" if value is None else percent(value) for value in dose.refused)
        yield f"  {dose.defect:<16} {dose.component:<28} {quality:<28} {refused}"


def _failures(evaluation: Evaluation, say: Words) -> Iterator[str]:
    if evaluation.failures:
        yield ""
        yield say("section.failed")
    for each in evaluation.failures[:_SHOWN]:
        yield f"  {say('failure', operation=each.operation, cause=each.cause, reason=each.reason, count=each.count)}"


def _claims(evaluation: Evaluation, say: Words) -> Iterator[str]:
    if evaluation.claims:
        yield ""
        yield say("section.claims")
    for each in evaluation.claims:
        because = spoken(each.because, "", say.language)
        yield f"  {each.name.upper()} ≤ {percent(each.claimed)}: {because}"


def _times(evaluation: Evaluation, say: Words) -> Iterator[str]:
    for operation, (half, most) in sorted(evaluation.seconds.items()):
        count = evaluation.calls[operation]
        yield say("time", operation=operation, count=count, half=round(1000 * half, 1), most=round(1000 * most, 1))
