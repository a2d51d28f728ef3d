"""Trains what tells faces apart: principal components, linear discriminants, a cohort of strangers, and the calibration."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from harness.reference.face.likeness import COHORT_STEP, LikenessModel, nearness
from harness.reference.face.patch import Floats

COMPONENTS = 1000
DIMENSIONS = 100
CHANCE_MATCHES = 1e-3
_SHRINKAGE = 0.06  # of the spread within people toward an even one
_MOST = 127  # of eight bits
_ROUNDS = 40

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Described:
    """Descriptions of pictures, a row each, and whose they are; the outlines come undivided at the end of each row."""

    rows: Floats
    people: NDArray[np.int64]


def train(learned: Described, development: Described, *, outline_spread: Floats) -> LikenessModel:
    """Learn the space from some people, and the calibration from others."""
    middle = learned.rows.mean(axis=0)
    principal = _principal(learned.rows - middle)
    placed = (learned.rows - middle) @ principal
    discriminants = _discriminants(placed.astype(np.float64), learned.people)
    whole = principal.astype(np.float64) @ discriminants
    steps = np.abs(whole).max(axis=0) / _MOST
    directions = np.rint(whole / steps).astype(np.int8)
    model = LikenessModel(
        middle=middle.astype(np.float16).astype(np.float32),
        outline_spread=outline_spread,
        directions=directions,
        steps=steps.astype(np.float32),
        cohort=np.zeros((0, directions.shape[1]), dtype=np.int8),
        calibration=np.array([1.0, 0.0], dtype=np.float32),
    )
    model = replace(model, cohort=_cohort(model, learned))
    return replace(model, calibration=_calibration(*likenesses(model, development)))


def likenesses(model: LikenessModel, described: Described) -> tuple[Doubles, Doubles]:
    """How alike genuine and chance pairs are, of all pairs; as `Likeness.score` has it before the calibration."""
    told = _directions(model, described)
    near = nearness(told @ (model.cohort.T.astype(np.float32) / np.float32(COHORT_STEP)))
    first, second = np.triu_indices(len(told), k=1)
    same = described.people[first] == described.people[second]
    values = (told @ told.T - 0.5 * (near[:, None] + near[None, :]))[first, second].astype(np.float64)
    return values[same], values[~same]


def _directions(model: LikenessModel, described: Described) -> Floats:
    return _unit((described.rows - model.middle) @ (model.directions.astype(np.float32) * model.steps))


def _cohort(model: LikenessModel, learned: Described) -> NDArray[np.int8]:
    """The mean direction of each person; *Shape*: people x dimensions."""
    told, at = _directions(model, learned), np.unique(learned.people, return_inverse=True)[1]
    sums = np.stack([np.bincount(at, weights=column) for column in told.T], axis=1).astype(np.float32)
    return np.rint(COHORT_STEP * _unit(sums)).astype(np.int8)


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.sqrt((rows * rows).sum(axis=1, keepdims=True)), dtype=np.float32)


def _principal(rows: Floats) -> Floats:
    """The main directions, largest first; *Shape*: features x components."""
    spread = rows.T @ rows / np.float32(len(rows))
    features = len(spread)
    _, vectors = eigh(spread, subset_by_index=[features - min(COMPONENTS, len(rows) - 1), features - 1])
    return np.asarray(vectors[:, ::-1], dtype=np.float32)


def _discriminants(rows: Doubles, people: NDArray[np.int64]) -> Doubles:
    """The directions that tell people apart, in units of how much one person's pictures differ."""
    names, at = np.unique(people, return_inverse=True)
    counts = np.bincount(at).astype(np.float64)
    means = np.stack([np.bincount(at, weights=column) for column in rows.T], axis=1) / counts[:, None]
    inner = rows - means[at]
    within = inner.T @ inner / (len(rows) - len(names))
    within = (1 - _SHRINKAGE) * within + _SHRINKAGE * np.eye(len(within)) * np.trace(within) / len(within)
    between = (means * counts[:, None]).T @ means / counts.sum()
    dimensions = min(DIMENSIONS, len(names) - 1)
    values, vectors = eigh(between, within, subset_by_index=[len(within) - dimensions, len(within) - 1])
    telling = values[::-1] > 1 / counts.mean()
    return np.asarray((vectors[:, ::-1] * _weights(values[::-1], counts.mean()))[:, telling])


def _weights(ratios: Doubles, pictures: float) -> Doubles:
    """How much a direction counts: nothing where people differ no more than chance makes means differ."""
    return np.sqrt(np.maximum(ratios - 1 / pictures, 0) / np.maximum(ratios, 1e-9))


def _calibration(genuine: Doubles, chance: Doubles) -> Floats:
    """Logistic regression of both kinds at equal weight, moved so that one half lies at `CHANCE_MATCHES`."""
    threshold = float(np.quantile(chance, 1 - CHANCE_MATCHES))
    values = np.concatenate([genuine, chance]) - threshold
    wanted = np.concatenate([np.ones(len(genuine)), np.zeros(len(chance))])
    weight = np.where(wanted > 0, 0.5 / len(genuine), 0.5 / len(chance))
    slope, offset = 10.0, 0.0
    for _ in range(_ROUNDS):
        told = 1 / (1 + np.exp(-(slope * values + offset)))
        bend = weight * told * (1 - told) + 1e-12
        pull = weight * (wanted - told)
        curve = np.array([[(bend * values * values).sum(), (bend * values).sum()], [(bend * values).sum(), bend.sum()]])
        step = np.linalg.solve(curve + 1e-9 * np.eye(2), np.array([(pull * values).sum(), pull.sum()]))
        slope, offset = slope + step[0], offset + step[1]
    return np.array([slope, -slope * threshold], dtype=np.float32)


def ordered(people: Sequence[str]) -> NDArray[np.int64]:
    """Numbers for names, in the order of names."""
    return np.unique(np.array(people), return_inverse=True)[1].astype(np.int64)
