"""index.html of a capacity report: one self-contained page, in English and Arabic; it fetches nothing and runs nothing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from harness.commandline import UsageError
from harness.page.document import NAMES, base_style, environment, policy_of_content
from harness.page.words import foreign
from harness.world.bilingual import Language
from load.capacity.report.colors import page_style
from load.capacity.report.facts import Facts, Sample
from load.capacity.report.outline import Outline, outline_of
from load.capacity.report.picture import Picture, Table
from load.capacity.report.views import pictures, site_table
from load.capacity.report.words import Words, minutes

LANGUAGES: tuple[Language, ...] = ("en", "ar")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """A figure at the head of the page, with its interval."""

    label: str
    value: str
    interval: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """How it was computed: a label and what it was."""

    label: str
    value: str | Markup
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """Parts of a file that are assumed for one reason."""

    key: str
    others: str
    more: int
    reason: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Everything that the template lays out."""

    title: str
    sample: str
    why: str
    figures: tuple[Headline, ...]
    doubt: str
    sections: tuple[str, ...]
    pictures: tuple[Picture, ...]
    sites: Table
    assumed: tuple[Assumed, ...]
    assumed_count: int
    command: str
    facts: tuple[Fact, ...]


def write(facts: Facts, folder: Path) -> tuple[Path, ...]:
    """Write a page in each language.

    Raises:
        UsageError: the folder cannot be written.
    """
    files = []
    for language in LANGUAGES:
        file = folder / NAMES[language]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(render(facts, language=language), encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"--out {folder}: {error.strerror}; name a folder that can be written") from None
        files.append(file)
    return tuple(files)


def render(facts: Facts, *, language: Language) -> str:
    """The page as text."""
    words = Words(language)
    style = base_style() + page_style()
    return (
        environment("load.capacity.report")
        .get_template("page.html")
        .render(
            t=words,
            v=_view(facts, words),
            policy_of_content=policy_of_content(style),
            style=Markup(style),  # noqa: S704 - our own files, without data
        )
    )


def outline_for(facts: Facts) -> Outline | None:
    """The outline on which the sites of these facts lie."""
    return outline_of((site.site.place.lon, site.site.place.lat) for site in facts.sites)


def _view(facts: Facts, words: Words) -> View:
    model, outline = facts.plan.model, outline_for(facts)
    drawn = tuple(pictures(facts, outline, words))
    network = facts.network
    return View(
        title=model.title_ar if words.language == "ar" else model.title_en,
        sample=_sample(facts.sample, words),
        why=words("why", served=f"{100 * network.served.mean:.0f}", p95=minutes(network.p95_s.mean)),
        figures=tuple(_headlines(facts, words)),
        doubt=_doubt(facts, words),
        sections=(*(picture.key for picture in drawn), "sites", "assumed", "how"),
        pictures=drawn,
        sites=site_table(facts, words),
        assumed=tuple(_assumed(facts)),
        assumed_count=len(facts.plan.assumptions),
        command=facts.command,
        facts=tuple(_facts(facts, outline, words)),
    )


def _headlines(facts: Facts, words: Words) -> Iterator[Headline]:
    network = facts.network
    devices = sum(site.devices for site in facts.sites)
    sites = words("figure.at_sites", count=len(facts.sites))
    yield Headline(label=words("figure.devices"), value=words.number(devices), interval=sites)
    people = network.people
    yield Headline(label=words("figure.people"), value=words.amount(people.mean), interval=words.span(people, digits=0))
    for key, wait in (("p95", network.p95_s), ("mean", network.mean_wait_s)):
        interval = words.span(wait, factor=1 / 60)
        yield Headline(label=words(f"figure.{key}"), value=words.bare_minutes(wait.mean), interval=interval)
    for key, share in (("lost", network.lost), ("busy", network.utilization)):
        interval = words.span(share, factor=100)
        yield Headline(label=words(f"figure.{key}"), value=words.percent(share.mean), interval=interval)


def _doubt(facts: Facts, words: Words) -> str:
    """What to know before one trusts the intervals."""
    count = facts.sample.replications
    return words("few", count=count, needed=facts.needed) if count < facts.needed else ""


def _assumed(facts: Facts) -> Iterator[Assumed]:
    """Parts by file and reason, in the order of the files."""
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file, some in facts.plan.assumptions:
        parts[file, some.reason].append(some.key)
    for (file, reason), keys in parts.items():
        yield Assumed(key=keys[0], others=", ".join(keys[1:]), more=len(keys) - 1, reason=reason, file=file)


def _facts(facts: Facts, outline: Outline | None, words: Words) -> Iterator[Fact]:
    yield Fact(label=words("how.sample"), value=_sample(facts.sample, words))
    yield Fact(label=words("how.tried"), value=_sample(facts.tried, words))
    yield Fact(label=words("how.seed"), value=words.number(facts.sample.seed))
    for route in facts.routes:
        told = words.rich("how.route", path=route.path, count=len(route.sites), reason=route.reason)
        yield Fact(label=words("how.engine"), value=told)
    for file, digest in facts.digests.items():
        yield Fact(label=words("how.file", file=file), value=digest, is_code=True)
    if outline is not None:
        yield Fact(label=words("how.outline"), value=foreign(" ".join(outline.source.split())))


def _sample(sample: Sample, words: Words) -> str:
    return words(
        "how.days",
        days=len(sample.days),
        first=words.day(sample.days[0]),
        last=words.day(sample.days[-1]),
        replications=sample.replications,
    )
