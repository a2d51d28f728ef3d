"""index.html of an evaluation: one self-contained page, in English or Arabic.

Names of matchers, groups and species come from elsewhere and may be hostile: the rules are those of `reports.html`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from markupsafe import Markup

from harness.commandline import UsageError
from harness.world.bilingual import column, number
from harness.world.evaluation import AREAS_UNDER, EVALUATION_FILE, SECTIONS, TITLES, Evaluation, Rate, RateName
from reports.evaluation.plots import GroupPlot, Plot, det_plot, dose_plot, group_plot, histogram_plot
from reports.html import NAMES, asset, environment, policy_of_content
from reports.texts import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from harness.world.bilingual import Language

_MOST_HEADLINES = 6
_PERCENT = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    """A figure as it is shown."""

    rate: Rate
    name: str
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
    style = asset("page.css") + asset("evaluation.css")
    return (
        environment()
        .get_template("evaluation.html")
        .render(
            t=words,
            evaluation=evaluation,
            headlines=list(_headlines(evaluation, words)),
            facts=list(_facts(evaluation, words)),
            sections={section: _rows(evaluation, names, words) for section, names in SECTIONS.items()},
            det=det_plot(evaluation.det) if evaluation.det else None,
            scores=_scores(evaluation),
            attack_scores=histogram_plot(evaluation.attack_scores) if evaluation.attack_scores else None,
            doses=[(dose, dose_plot(dose)) for dose in evaluation.doses],
            groups=[(each, _name(each.rates.name), _ratios(each)) for each in map(group_plot, evaluation.groups)],
            percent=lambda share: percent(share, words),
            claims=[(each, _name(each.name)) for each in evaluation.claims],
            policy_of_content=policy_of_content(style),
            style=Markup(style),  # noqa: S704 - our own files, without data
        )
    )


def percent(share: float, words: Words) -> str:
    """A share in hundredths, with three places that count."""
    return f"{number(f'{share * _PERCENT:.3g}', words.language)}{'٪' if words.language == 'ar' else ' %'}"


def _value(rate: Rate, value: float, words: Words) -> str:
    return number(f"{value:.4f}", words.language) if rate.name in AREAS_UNDER else percent(value, words)


def _name(name: RateName) -> str:
    known = {"component_auc": "AUC", "attack_auc": "AUC", "fnmr_at_fmr": "FNMR"}
    return known.get(name, name.upper().replace("_", " "))


def _rows(evaluation: Evaluation, names: "tuple[RateName, ...]", words: Words) -> list[Row]:
    return [_row(rate, words) for name in names for rate in evaluation.rates if rate.name == name]


def _row(rate: Rate, words: Words) -> Row:
    interval = None
    if rate.low is not None and rate.high is not None:
        interval = _value(rate, rate.low, words), _value(rate, rate.high, words)
    return Row(
        rate=rate,
        name=_name(rate.name),
        title=TITLES[rate.name][column(words.language)],
        value=_value(rate, rate.value, words),
        interval=interval,
        counted=_counted(rate, words),
        how=words.named("evaluation.method", rate.method),
    )


def _counted(rate: Rate, words: Words) -> str:
    if rate.low is None:
        return ""
    if rate.unit == "identities" and rate.identities is not None:
        return words("evaluation.people", attempts=rate.attempts, identities=rate.identities)
    if rate.errors is not None:
        return words("evaluation.errors", errors=rate.errors, attempts=rate.attempts)
    return words("evaluation.attempts", attempts=rate.attempts)


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
        own = [rate for rate in evaluation.rates if rate.name == name and of in (rate.of, "worst", "")]
        if own:
            rate = max(own, key=lambda rate: rate.value)
            label = f"{_name(name)} @ FMR {rate.of}" if name == "fnmr_at_fmr" else f"{_name(name)} {rate.of}".strip()
            yield Headline(label=label, value=_value(rate, rate.value, words))


def _facts(evaluation: Evaluation, words: Words) -> "Iterator[tuple[str, str, str]]":
    matcher, data = evaluation.matcher, evaluation.data
    bounds = {"low": f"{matcher.score_low:g}", "high": f"{matcher.score_high:g}", "threshold": f"{matcher.threshold:g}"}
    yield words("evaluation.fact.matcher"), matcher.name, matcher.version
    yield words("evaluation.fact.spec"), matcher.spec, ""
    yield words("evaluation.fact.bounds"), words("evaluation.bounds", **bounds), ""
    yield words("evaluation.fact.offers"), ", ".join(matcher.offers), ""
    pictures = words("evaluation.pictures", pictures=data.pictures, identities=data.identities)
    yield words("evaluation.fact.data"), f"{data.path}: {pictures}", f"sha256 {data.digest}"
    yield words("evaluation.fact.seed"), str(evaluation.seed), ""
    begun, ended = words.moment(evaluation.started_at), words.moment(evaluation.ended_at)
    yield words("evaluation.fact.time"), f"{begun} – {ended}", ""
    for operation, (half, most) in sorted(evaluation.seconds.items()):
        facts = {"half": round(1000 * half, 1), "most": round(1000 * most, 1)}
        said = words("evaluation.calls", operation=operation, count=evaluation.calls[operation], **facts)
        yield words("evaluation.fact.calls"), said, ""
    if evaluation.command:
        yield words("evaluation.fact.command"), evaluation.command, ""


def _scores(evaluation: Evaluation) -> Plot | None:
    if evaluation.scores is None:
        return None
    return histogram_plot(evaluation.scores, threshold=evaluation.matcher.threshold)


def _ratios(plot: GroupPlot) -> dict[str, str]:
    ratios = {
        "best": plot.rates.worst_to_best,
        "all": plot.rates.worst_to_overall,
        "mean": plot.rates.worst_to_geometric_mean,
    }
    return {name: "–" if ratio is None else f"{ratio:.2f}" for name, ratio in ratios.items()}
