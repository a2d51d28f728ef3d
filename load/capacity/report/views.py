"""What the page shows, put in words: rows, findings and facts; the template lays them out."""

import math
from collections.abc import Iterator

import numpy as np
from markupsafe import Markup, escape

from harness.page.words import foreign
from load.capacity.report.drawing.heat import heat_map, order
from load.capacity.report.drawing.map import site_map
from load.capacity.report.drawing.pareto import pareto
from load.capacity.report.drawing.queue import queue_over_day
from load.capacity.report.drawing.tornado import SHOWN, tornado
from load.capacity.report.facts import Facts, SiteFacts
from load.capacity.report.outline import Outline
from load.capacity.report.picture import Picture, Row, Table
from load.capacity.report.rollout_view import rollout_picture
from load.capacity.report.words import Words, clock, minutes, short
from load.capacity.statistics.estimates import Estimate

_NAMED = 5
"""Sites with the longest waits, in a sentence."""
_NAMES_BESIDE = frozenset({0, 1})
_MORE = 5
"""Devices more, in a sentence."""


def pictures(facts: Facts, outline: Outline | None, words: Words) -> Iterator[Picture]:
    """All of them, in the order of the page."""
    yield _map(facts, outline, words)
    yield _hours(facts, words)
    yield _queue(facts, words)
    yield _pareto(facts, words)
    if facts.swings.swings:
        yield _tornado(facts, words)
    if facts.rollout is not None:
        yield rollout_picture(facts.rollout, words)


def site_table(facts: Facts, words: Words) -> Table:
    """Every site with its intervals."""
    keys = ("site", "name", "devices", "people", "p95", "abandonment", "lost", "busy", "engine")
    network = facts.network
    foot = (
        words("sites.all"),
        "",
        words.number(sum(site.devices for site in facts.sites)),
        _with_interval(network.people, words, digits=0),
        _with_interval(network.p95_s, words, factor=1 / 60),
        _with_interval(network.abandonment, words, factor=100),
        _with_interval(network.lost, words, factor=100),
        words.percent(network.utilization.mean),
        "",
    )
    return Table(
        title=words("sites"),
        head=tuple(words(f"head.{key}") for key in keys),
        rows=tuple(_site_row(site, words) for site in facts.sites),
        foot=foot,
        is_stacked=True,
        names=_NAMES_BESIDE,
    )


def _site_row(site: SiteFacts, words: Words) -> Row:
    return Row(
        cells=(
            foreign(site.site.id),
            Markup("{} <small>{}</small>").format(foreign(words.name(site.site)), foreign(words.name(site.operator))),
            words.number(site.devices),
            words.amount(site.people),
            _with_interval(site.p95_s, words, factor=1 / 60),
            _with_interval(site.abandonment, words, factor=100),
            _with_interval(site.lost, words, factor=100),
            words.percent(site.utilization),
            foreign(site.path),
        )
    )


def _with_interval(found: Estimate | None, words: Words, *, factor: float = 1.0, digits: int = 1) -> str | Markup:
    if found is None:
        return "–"
    value = words.number(f"{found.mean * factor:,.{digits}f}")
    if factor == 100:  # noqa: PLR2004 - a share
        value = words("percent", value=f"{found.mean * factor:.{digits}f}")
    return Markup("{} <small>{}</small>").format(value, words.span(found, factor=factor, digits=digits))


def _map(facts: Facts, outline: Outline | None, words: Words) -> Picture:
    known = sorted((site for site in facts.sites if site.p95_s), key=lambda site: -_wait_s(site))
    named = [words.rich("map.one", site=site.site.id, minutes=minutes(_wait_s(site))) for site in known[:_NAMED]]
    rows = tuple(
        Row(
            cells=(
                foreign(site.site.id),
                foreign(words.name(site.site)),
                words.amount(site.people),
                words.bare_minutes(_wait_s(site)),
            )
        )
        for site in known
    )
    note = words("map.note", km=f"{outline.accuracy_km:g}") if outline is not None else words("map.bare")
    return Picture(
        key="map",
        canvas=site_map(facts.sites, outline, words),
        title=words("map"),
        about=words("map.about", count=len(facts.sites)),
        finding=escape(words("map.finding")) + escape(words("comma")).join(named) if named else "",
        table=Table(
            title=words("map"), head=_heads(words, "site", "name", "people", "p95"), rows=rows, names=_NAMES_BESIDE
        ),
        notes=(note,),
    )


def _wait_s(site: SiteFacts) -> float:
    return math.nan if site.p95_s is None else site.p95_s.mean


def _hours(facts: Facts, words: Words) -> Picture:
    hours, sites = facts.hours, facts.sites
    rows = tuple(
        Row(
            cells=(
                foreign(sites[place].site.id),
                *(_cell(float(hours.wait_s[place, half]), words) for half in hours.span),
            )
        )
        for place in order(hours)
    )
    return Picture(
        key="hours",
        canvas=heat_map(sites, hours, words),
        title=words("hours"),
        about=words("hours.about", count=len(sites)),
        finding=_hours_finding(facts, words),
        table=Table(
            title=words("hours.table"),
            head=(words("head.site"), *(words.clock(hours.hour(half)) for half in hours.span)),
            rows=rows,
            is_dense=True,
        ),
    )


def _hours_finding(facts: Facts, words: Words) -> str | Markup:
    """The longest wait; nothing where nobody comes."""
    hours = facts.hours
    if np.isnan(hours.wait_s).all():
        return ""
    place, half = np.unravel_index(np.nanargmax(hours.wait_s), hours.wait_s.shape)
    return words.rich(
        "hours.finding",
        site=facts.sites[place].site.id,
        clock=clock(hours.hour(int(half))),
        minutes=minutes(float(hours.wait_s[place, half])),
        error=minutes(float(hours.wait_error_s[place, half])),
    )


def _cell(wait_s: float, words: Words) -> str:
    return "–" if math.isnan(wait_s) else words.number(f"{wait_s / 60:.0f}")


def _queue(facts: Facts, words: Words) -> Picture:
    hours = facts.hours
    longest = max(hours.span, key=lambda half: float(hours.waiting[half]))
    rows = tuple(
        Row(
            cells=(
                words.clock(hours.hour(half)),
                words.number(f"{hours.waiting[half]:,.1f}"),
                words("between", low=f"{hours.waiting_low[half]:,.1f}", high=f"{hours.waiting_high[half]:,.1f}"),
                words.number(f"{hours.busy[half]:,.1f}"),
            ),
            is_marked=half == longest,
        )
        for half in hours.span
    )
    return Picture(
        key="queue",
        canvas=queue_over_day(hours, sum(site.devices for site in facts.sites), words),
        title=words("queue"),
        about=words("queue.about"),
        finding=words(
            "queue.finding",
            clock=clock(hours.hour(longest)),
            waiting=f"{hours.waiting[longest]:,.0f}",
            high=f"{hours.waiting_high[longest]:,.0f}",
        ),
        table=Table(title=words("queue"), head=_heads(words, "clock", "waiting", "range", "serving"), rows=rows),
    )


def _pareto(facts: Facts, words: Words) -> Picture:
    frontier = facts.frontier
    priced = frontier.device_cost is not None
    keys = ("devices", *(("cost",) if priced else ()), "wait", "lost", "next")
    rows = tuple(
        Row(
            cells=(
                words.number(step.devices),
                *((words.amount(frontier.cost(step) or 0.0),) if priced else ()),
                words.bare_minutes(step.p95_s),
                words.percent(step.lost),
                foreign(step.site),
            ),
            is_marked=step.devices == frontier.today.devices,
        )
        for step in frontier.steps
    )
    notes = [words("pareto.note")]
    if facts.plan.model.moving is not None:
        notes.append(words("pareto.moving"))
    return Picture(
        key="pareto",
        canvas=pareto(frontier, words),
        title=words("pareto"),
        about=words("pareto.about"),
        finding=_pareto_finding(facts, words),
        table=Table(title=words("pareto"), head=_heads(words, *keys), rows=rows),
        notes=tuple(notes),
    )


def _pareto_finding(facts: Facts, words: Words) -> str | Markup:
    """Today, the best placement of as many, and some more."""
    today = facts.frontier.today
    by_devices = {step.devices: step for step in facts.frontier.steps}
    best, then = by_devices.get(today.devices), by_devices.get(today.devices + _MORE)
    following = by_devices.get(today.devices + 1)
    if best is None or then is None or following is None:
        return ""
    return words.rich(
        "pareto.finding",
        devices=today.devices,
        today=minutes(today.p95_s),
        best=minutes(best.p95_s),
        more=_MORE,
        then=minutes(then.p95_s),
        site=following.site,
    )


def _tornado(facts: Facts, words: Words) -> Picture:
    swings = facts.swings
    rows = tuple(
        Row(
            cells=(
                Markup("{} <small>{}</small>").format(words.lever(swing.lever), foreign(swing.lever.key)),
                words("between", low=short(swing.lever.low), high=short(swing.lever.high)),
                words("between", low=minutes(swing.p95_s[0]), high=minutes(swing.p95_s[1])),
            )
        )
        for swing in swings.swings
    )
    strongest = swings.swings[0]
    low, high = sorted(strongest.p95_s)
    return Picture(
        key="tornado",
        canvas=tornado(swings, words),
        title=words("tornado"),
        about=words("tornado.about", count=min(SHOWN, len(swings.swings))),
        finding=words("tornado.finding", lever=words.lever(strongest.lever), low=minutes(low), high=minutes(high)),
        table=Table(title=words("tornado"), head=_heads(words, "lever", "value", "wait"), rows=rows),
        notes=(words("tornado.note"),),
    )


def _heads(words: Words, *keys: str) -> tuple[str, ...]:
    return tuple(words(f"head.{key}") for key in keys)
