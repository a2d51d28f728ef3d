"""What `hawiya faces evaluate` prints at its end: flags first, then figures with their intervals, one a line.

Names of matchers, groups and reasons are somebody else's words and go through `Words`, which writes control characters out.
"""

from collections.abc import Iterator

from conformance.matchers.words import Words
from harness.world.evaluation import SECTIONS, Dose, Evaluation, GroupRates, Rate, Section
from harness.world.figures import about, counted, has_errors, name_of, percent, ratios, times, title_of, value_of
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
        yield f"  {_figure(rate, say)}  {title_of(rate.name, say.language)}"
        if rate.doubt:
            yield f"    ! {spoken(rate.doubt, '', say.language)}"


def _figure(rate: Rate, say: Words) -> str:
    name = f"{name_of(rate.name)} {about(rate).replace('_', ' ')}".strip()
    cells = [say.quoted(name).ljust(2 * _NAME), value_of(rate, rate.value, say.language).rjust(8)]
    if rate.low is not None and rate.high is not None:
        ends = (value_of(rate, end, say.language) for end in (rate.low, rate.high))
        key, facts = counted(rate)
        cells += [f"[{', '.join(ends)}]".ljust(18), say(key, **facts)]
    return " ".join(cells)


def _groups(groups: list[GroupRates], say: Words) -> Iterator[str]:
    compared = [each for each in groups if has_errors(each)]
    if compared:
        yield ""
        yield say("section.groups")
    for each in compared:
        shares = "  ".join(f"{say.quoted(rate.of)} {value_of(rate, rate.value, say.language)}" for rate in each.groups)
        yield f"  {name_of(each.name)} {say.quoted(each.attribute)}: {shares}"
        yield f"    {say('figure.ratio', **ratios(each))}"


def _doses(doses: list[Dose], say: Words) -> Iterator[str]:
    if doses:
        yield ""
        yield say("section.dose")
    for dose in doses:
        quality = " ".join("-" if value is None else say.number(f"{value:.0f}") for value in dose.quality)
        refused = "  ".join("-" if value is None else percent(value, say.language) for value in dose.refused)
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
        yield f"  {name_of(each.name)} ≤ {percent(each.claimed, say.language)}: {because}"


def _times(evaluation: Evaluation, say: Words) -> Iterator[str]:
    for operation, seconds in sorted(evaluation.seconds.items()):
        yield say("figure.time", operation=operation, count=evaluation.calls[operation], **times(seconds))
