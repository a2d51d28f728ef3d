"""index.html of an evaluation: one self-contained page, in English or Arabic.

Names of matchers, groups and species come from elsewhere and may be hostile: the rules are those of `reports.html`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from markupsafe import Markup

from harness.commandline import UsageError
from harness.page.document import NAMES, base_style, policy_of_content
from harness.world.evaluation import EVALUATION_FILE, SECTIONS, Evaluation, GroupRates, Rate, RateName
from harness.world.figures import about, counted, has_errors, name_of, percent, ratios, times, title_of, value_of
from reports.evaluation.plots import GroupPlot, Plot, det_plot, dose_plot, group_plot, histogram_plot
from reports.html import asset, environment
from reports.texts import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from harness.world.bilingual import Language

_ORDER = ("flags", "tested", "comparison", "failures", "quality", "doses", "attack", "groups", "claims")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure as it is shown."""

    rate: Rate
    name: str
    about: str
    title: str
    value: str
    interval: tuple[str, str] | None
    counted: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Headline:
    """A figure that stands at the head of the page."""

    label: str
    value: str


class Fact(NamedTuple):
    """What was tried on what: a label, a sentence of ours or somebody else's words, and a detail."""

    label: str
    value: str | Markup
    detail: str = ""


def read(folder: "Path") -> Evaluation:
    """The evaluation of a folder.

    Raises:
        UsageError: it cannot be read.
    """
    file = folder / EVALUATION_FILE
    try:
        return msgspec.json.decode(file.read_bytes(), type=Evaluation)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: {error}") from error


def write(folder: "Path", *, language: "Language" = "en") -> "Path":
    """Write the page into the folder.

    Raises:
        UsageError: there is no evaluation that can be read.
    """
    file = folder / NAMES[language]
    file.write_text(render(read(folder), language=language), encoding="utf-8", newline="\n")
    return file


def render(evaluation: Evaluation, *, language: "Language" = "en") -> str:
    """The page as text."""
    words = Words(language)
    style = base_style() + asset("page.css") + asset("evaluation.css")
    return (
        environment()
        .get_template("evaluation.html")
        .render(
            t=words,
            evaluation=evaluation,
            headlines=list(_headlines(evaluation, words)),
            facts=list(_facts(evaluation, words)),
            sections={section: _rows(evaluation, names, words) for section, names in SECTIONS.items()},
            det=det_plot(evaluation.det, at=_at_threshold(evaluation)) if evaluation.det else None,
            scores=_scores(evaluation),
            attack_scores=histogram_plot(evaluation.attack_scores) if evaluation.attack_scores else None,
            doses=[(dose, dose_plot(dose)) for dose in evaluation.doses],
            instruments=_groups(each for each in evaluation.groups if each.name == "apcer"),
            groups=_groups(each for each in evaluation.groups if each.name != "apcer" and has_errors(each)),
            groups_without_errors=_groups(
                each for each in evaluation.groups if each.name != "apcer" and not has_errors(each)
            ),
            percent=lambda share: percent(share, words.language),
            shown=_shown(evaluation),
            claims=[(each, name_of(each.name)) for each in evaluation.claims],
            policy_of_content=policy_of_content(style),
            style=Markup(style),  # noqa: S704 - our own files, without data
        )
    )


def _rows(evaluation: Evaluation, names: "tuple[RateName, ...]", words: Words) -> list[Row]:
    return [_row(rate, words) for name in names for rate in evaluation.rates if rate.name == name]


def _row(rate: Rate, words: Words) -> Row:
    interval, said = None, ""
    if rate.low is not None and rate.high is not None:
        interval = value_of(rate, rate.low, words.language), value_of(rate, rate.high, words.language)
        key, facts = counted(rate)
        said = words(key, **facts)
    return Row(
        rate=rate,
        name=name_of(rate.name),
        about=about(rate),
        title=title_of(rate.name, words.language),
        value=value_of(rate, rate.value, words.language),
        interval=interval,
        counted=said,
        how=_how(rate, words),
    )


def _how(rate: Rate, words: Words) -> str:
    by_people = rate.method == "clopper-pearson" and rate.unit == "identities"
    return words.named("evaluation.method", "people" if by_people else rate.method)


def _headlines(evaluation: Evaluation, words: Words) -> "Iterator[Headline]":
    """The figures that a reader should leave with; of several species the worst."""
    wanted: tuple[tuple[RateName, str], ...] = (
        ("eer", ""),
        ("fnmr_at_fmr", "0.001"),
        ("fta", ""),
        ("refused", ""),
        ("apcer", "worst"),
        ("bpcer", ""),
    )
    for name, of in wanted:
        own = [
            rate for rate in evaluation.rates if rate.name == name and of in (rate.of, "worst", "") and _is_known(rate)
        ]
        if own:
            rate = max(own, key=lambda rate: rate.value)
            label = f"{name_of(name)} {about(rate)}".strip()
            yield Headline(label=label, value=value_of(rate, rate.value, words.language))


def _is_known(rate: Rate) -> bool:
    """Whether a value is more than a convention."""
    return rate.doubt is None or rate.doubt.code != "no_crossing"


def _facts(evaluation: Evaluation, words: Words) -> "Iterator[Fact]":
    matcher, data = evaluation.matcher, evaluation.data
    bounds = {"low": f"{matcher.score_low:g}", "high": f"{matcher.score_high:g}", "threshold": f"{matcher.threshold:g}"}
    yield Fact(words("evaluation.fact.matcher"), matcher.name, matcher.version)
    yield Fact(words("evaluation.fact.spec"), matcher.spec)
    yield Fact(words("evaluation.fact.bounds"), words.rich("evaluation.bounds", **bounds))
    yield Fact(words("evaluation.fact.offers"), ", ".join(matcher.offers))
    counted = {"path": data.path, "pictures": data.pictures, "identities": data.identities}
    yield Fact(words("evaluation.fact.data"), words.rich("evaluation.pictures", **counted), f"sha256 {data.digest}")
    yield Fact(words("evaluation.fact.seed"), words.number(evaluation.seed))
    yield Fact(words("evaluation.fact.limit"), words.number(evaluation.limit))
    begun, ended = words.moment(evaluation.started_at), words.moment(evaluation.ended_at)
    yield Fact(words("evaluation.fact.time"), words.rich("evaluation.span", begun=begun, ended=ended))
    for operation, seconds in sorted(evaluation.seconds.items()):
        facts = {"operation": operation, "count": evaluation.calls[operation], **times(seconds)}
        said = words.rich("figure.time", **facts)
        yield Fact(words("evaluation.fact.calls"), said)
    if evaluation.command:
        yield Fact(words("evaluation.fact.command"), evaluation.command)


def _at_threshold(evaluation: Evaluation) -> tuple[float, float] | None:
    """FMR and FNMR at the declared threshold, where both were measured."""
    found = {rate.name: rate.value for rate in evaluation.rates if rate.name in ("fmr", "fnmr")}
    return (found["fmr"], found["fnmr"]) if len(found) == 2 else None  # noqa: PLR2004 - both


def _shown(evaluation: Evaluation) -> list[str]:
    """The sections that have something in them, in their order."""
    names = {rate.name for rate in evaluation.rates}
    found: dict[str, bool] = {section: bool(names.intersection(own)) for section, own in SECTIONS.items()}
    found |= {"flags": True, "tested": True, "doses": bool(evaluation.doses), "claims": bool(evaluation.claims)}
    found["failures"] |= bool(evaluation.failures)
    found["groups"] = any(each.name != "apcer" for each in evaluation.groups)
    return [section for section in _ORDER if found[section]]


def _scores(evaluation: Evaluation) -> Plot | None:
    if evaluation.scores is None:
        return None
    return histogram_plot(evaluation.scores, threshold=evaluation.matcher.threshold)


def _groups(chosen: "Iterable[GroupRates]") -> "list[tuple[GroupPlot, str, Mapping[str, str]]]":
    """Each with the name of its rate and the ratios of its worst group, where it has one."""
    return [(group_plot(each), name_of(each.name), ratios(each) if has_errors(each) else {}) for each in chosen]
