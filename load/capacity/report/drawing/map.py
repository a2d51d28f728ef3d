"""The map: each site a circle, its area by people and its color by the long wait; a small map shows where the cut-out is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from load.capacity.report.drawing.canvas import WIDTH, Canvas, Point, wide
from load.capacity.report.drawing.colors import shade
from load.capacity.report.drawing.key import color_key
from load.capacity.report.facts import SiteFacts
from load.capacity.report.outline import Outline
from load.capacity.report.words import Words

_HEIGHT = 372.0
_LARGEST, _SMALLEST = 26.0, 4.0
_ROUNDS = 400
_GAP = 0.8
_LABELS = 6
_LETTERS = 9.0
_INSET = 96.0
_KEY, _KEY_LEFT, _KEY_RADIUS = 88.0, 32.0, 15.0
_ROUND = [step * 10.0**power for power in range(-1, 7) for step in (1, 2, 5)]


@dataclass(frozen=True, slots=True)
class _Projection:
    """Degrees to the sheet: true to shape at the middle latitude."""

    west: float
    north: float
    per_lat: float
    per_lon: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> Point:
        return self.left + (lon - self.west) * self.per_lon, self.top + (self.north - lat) * self.per_lat


@dataclass(slots=True)
class _Spot:
    """A site on the sheet; it may be moved aside."""

    facts: SiteFacts
    across: float
    down: float
    radius: float


def site_map(sites: Sequence[SiteFacts], outline: Outline | None, words: Words) -> Canvas:
    """The map with its key."""
    canvas = Canvas("map", _HEIGHT + _KEY, language=words.language, is_map=True)
    places = [(site.site.place.lon, site.site.place.lat) for site in sites]
    view = _fitted(places, box=(0.0, 0.0, WIDTH, _HEIGHT), margin=0.09)
    canvas.rect(0, 0, WIDTH, _HEIGHT, kind="land" if outline is None else "sea")
    if outline is not None:
        _draw_land(canvas, outline, view, box=(0.0, 0.0, WIDTH, _HEIGHT))
        _draw_words(canvas, outline, view, words)
        _draw_inset(canvas, outline, view)
    spots = _apart([_spot(site, view, sites) for site in sites])
    for spot in sorted(spots, key=lambda one: -one.radius):
        kind = f"site {shade(_wait_s(spot.facts))}"
        canvas.circle((spot.across, spot.down), spot.radius, kind=kind, tip=words.site_tip(spot.facts))
    _draw_labels(canvas, spots)
    canvas.mirrored = words.language == "ar"
    color_key(canvas, top=_HEIGHT + 18, words=words, title=words("map.color"))
    _draw_sizes(canvas, sites, words)
    return canvas


def _wait_s(site: SiteFacts) -> float:
    return math.nan if site.p95_s is None else site.p95_s.mean


def _fitted(places: Sequence[Point], *, box: tuple[float, float, float, float], margin: float) -> _Projection:
    """All places within the box, as large as may be."""
    left, top, width, height = box
    west, east = min(lon for lon, _ in places), max(lon for lon, _ in places)
    south, north = min(lat for _, lat in places), max(lat for _, lat in places)
    ratio = math.cos(math.radians((south + north) / 2))
    inner = 1.0 - 2.0 * margin
    per_lat = min(height * inner / max(north - south, 0.05), width * inner / (max(east - west, 0.05) * ratio))
    per_lon = per_lat * ratio
    return _Projection(
        west=(west + east) / 2 - width / 2 / per_lon,
        north=(south + north) / 2 + height / 2 / per_lat,
        per_lat=per_lat,
        per_lon=per_lon,
        left=left,
        top=top,
    )


def _draw_land(
    canvas: Canvas, outline: Outline, view: _Projection, *, box: tuple[float, float, float, float], kind: str = "land"
) -> None:
    for ring in outline.rings:
        shape = _clipped([view.at(*point) for point in ring.points], box)
        if shape:
            canvas.path(shape, kind=kind, closed=True)


def _clipped(shape: list[Point], box: tuple[float, float, float, float]) -> list[Point]:
    """The part of a shape within a box, cut edge by edge, as Sutherland and Hodgman do."""
    left, top, width, height = box
    edges = ((0, 1.0, left), (0, -1.0, -(left + width)), (1, 1.0, top), (1, -1.0, -(top + height)))
    for axis, sign, bound in edges:
        kept: list[Point] = []
        for number, point in enumerate(shape):
            before = shape[number - 1]
            inside, was_inside = sign * point[axis] >= bound, sign * before[axis] >= bound
            if inside != was_inside:
                share = (bound - sign * before[axis]) / (sign * (point[axis] - before[axis]))
                kept.append((before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1])))
            if inside:
                kept.append(point)
        shape = kept
    return shape


def _draw_words(canvas: Canvas, outline: Outline, view: _Projection, words: Words) -> None:
    for some in outline.words:
        across, down = view.at(*some.at)
        half = wide(some.text(words.language), 0.75 * _LETTERS) / 2
        if half < across < WIDTH - half and 0 < down < _HEIGHT:
            canvas.text((across, down), some.text(words.language), anchor="middle", kind=f"place {some.kind}")


def _draw_inset(canvas: Canvas, outline: Outline, view: _Projection) -> None:
    """The whole country in the lower corner, with the cut-out as a frame."""
    left, top = 8.0, _HEIGHT - _INSET - 8.0
    points = [point for ring in outline.rings for point in ring.points]
    small = _fitted(points, box=(left, top, _INSET, _INSET), margin=0.06)
    canvas.rect(left, top, _INSET, _INSET, kind="inset")
    _draw_land(canvas, outline, small, box=(left, top, _INSET, _INSET), kind="land")
    begin = small.at(view.west, view.north)
    end = small.at(view.west + WIDTH / view.per_lon, view.north - _HEIGHT / view.per_lat)
    canvas.rect(begin[0], begin[1], end[0] - begin[0], end[1] - begin[1], kind="cut")


def _radius(people: float, most: float) -> float:
    return max(_SMALLEST, _LARGEST * math.sqrt(people / most)) if most else _SMALLEST


def _spot(site: SiteFacts, view: _Projection, sites: Sequence[SiteFacts]) -> _Spot:
    across, down = view.at(site.site.place.lon, site.site.place.lat)
    return _Spot(site, across, down, _radius(site.people, max(some.people for some in sites)))


def _apart(spots: list[_Spot]) -> list[_Spot]:
    """Circles that lie on each other are moved aside, little by little, until none does; the same for the same sites."""
    for number, spot in enumerate(spots):  # the same place twice has no direction to part in
        angle = number * 2.399963  # the golden angle
        spot.across, spot.down = spot.across + 0.1 * math.cos(angle), spot.down + 0.1 * math.sin(angle)
    for _ in range(_ROUNDS):
        if not any([_part(one, other) for one, other in combinations(spots, 2)]):  # noqa: C419 - all of them, not until one
            break
    return spots


def _part(one: _Spot, other: _Spot) -> bool:
    """Move two circles apart by half of what they share; whether they had any."""
    run, rise = other.across - one.across, other.down - one.down
    away = math.hypot(run, rise)
    shared = one.radius + other.radius + _GAP - away
    if shared <= 0.01:  # noqa: PLR2004 - a hundredth of a pixel
        return False
    heavy = other.radius**2 / (one.radius**2 + other.radius**2)
    run, rise = run / away * shared, rise / away * shared
    one.across, one.down = one.across - run * heavy, one.down - rise * heavy
    other.across, other.down = other.across + run * (1 - heavy), other.down + rise * (1 - heavy)
    return True


def _draw_labels(canvas: Canvas, spots: Sequence[_Spot]) -> None:
    """The sites with the longest waits and the largest one are named, where there is room beside the circle."""
    by_wait = sorted((spot for spot in spots if spot.facts.p95_s), key=lambda spot: -_wait_s(spot.facts))
    largest = max(spots, key=lambda spot: spot.radius)
    taken: list[tuple[float, float, float, float]] = []
    for spot in [largest, *(one for one in by_wait[: _LABELS - 1] if one is not largest)]:
        half = wide(spot.facts.site.id, _LETTERS) / 2
        aside = spot.radius + half + 2.0
        for run, rise in ((aside, 3.0), (-aside, 3.0), (0.0, spot.radius + 9.0), (0.0, -spot.radius - 3.0)):
            box = (spot.across + run - half, spot.down + rise - 8.0, spot.across + run + half, spot.down + rise + 2.0)
            if _is_free(box, spots, taken):
                taken.append(box)
                canvas.text((spot.across + run, spot.down + rise), spot.facts.site.id, anchor="middle", kind="label")
                break


def _is_free(
    box: tuple[float, float, float, float],
    spots: Sequence[_Spot],
    taken: Sequence[tuple[float, float, float, float]],
) -> bool:
    left, top, right, bottom = box
    if left < 2 or right > WIDTH - 2 or top < 2 or bottom > _HEIGHT - 2:  # noqa: PLR2004 - a margin
        return False
    near = ((max(left, min(s.across, right)), max(top, min(s.down, bottom)), s) for s in spots)
    if any(math.hypot(s.across - across, s.down - down) < s.radius for across, down, s in near):
        return False
    return not any(left < r and right > le and top < b and bottom > t for le, t, r, b in taken)


def _draw_sizes(canvas: Canvas, sites: Sequence[SiteFacts], words: Words) -> None:
    """Two circles of known size."""
    most = max(site.people for site in sites)
    if not most:
        return
    fits = [amount for amount in _ROUND if amount <= most and _radius(amount, most) <= _KEY_RADIUS]
    across, down = _KEY_LEFT, _HEIGHT + _KEY - 16.0
    canvas.text((across, down + 3), words("map.size"), kind="key")
    across += wide(words("map.size"), _LETTERS) + 8
    for amount in fits[-3::2]:
        radius = _radius(amount, most)
        canvas.circle((across + radius, down), radius, kind="size")
        canvas.text((across + 2 * radius + 4, down + 3), words.amount(amount), kind="key")
        across += 2 * radius + 14 + wide(words.amount(amount), _LETTERS)
