"""Presentation attack detection: how often attacks pass, by species, and how often real people are taken for attacks.

ISO/IEC 30107-3:2023. Rules kept here:

1. APCER is stated for each species of instrument, and the worst species counts; never an average over species, and never ACER,
   which averages two kinds of error.
2. A detector that gives no answer has neither passed nor caught the attack. Such presentations are the non-response rates APNRR
   and BPNRR, of all presentations; APCER and BPCER are shares of the answered ones, so that silence betters neither.
3. IAPAR: attacks that the whole system accepts (not caught, and matching the attacked reference), of all attacks of a species.
   RIAPAR is IAPAR plus FRR of the same system at the same thresholds, so that refusing everybody wins nothing.
"""

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.attempts import Labels, Marks, marks
from conformance.matchers.statistics.estimates import Estimate, combined
from conformance.matchers.statistics.resampling import Drawing

Call: TypeAlias = Literal["attack", "bona_fide", "no_response"]
"""What a detector says of a presentation."""


@dataclass(frozen=True, kw_only=True)
class AttackErrors:
    """How attacks of one species fared."""

    species: str
    apcer: Estimate | None
    """Of the answered presentations; None if none was."""
    apnrr: Estimate
    """Of all presentations."""


@dataclass(frozen=True, kw_only=True)
class BonaFideErrors:
    """How presentations of real people fared."""

    bpcer: Estimate | None
    """Of the answered presentations; None if none was."""
    bpnrr: Estimate
    """Of all presentations."""


@dataclass(frozen=True, kw_only=True)
class AcceptedAttacks:
    """Attacks of a species that the whole system accepts, and the sum with its false rejects."""

    species: str
    iapar: Estimate
    riapar: Estimate
    """Unit: a sum of two shares, 0 to 2."""


def attack_errors(calls: Sequence[Call], *, species: Sequence[str], drawing: Drawing) -> tuple[AttackErrors, ...]:
    """APCER and APNRR of attack presentations by species, in the order of their names.

    Shape: a drawing names who is attacked.

    Raises:
        ValueError: no presentation, rows of different lengths, or an unknown call.
    """
    answers = _calls(calls)
    return tuple(
        AttackErrors(
            species=kind,
            apcer=_share(answers, "bona_fide", members, drawing),
            apnrr=drawing.share(answers == "no_response", members),
        )
        for kind, members in _groups(species, attacks=len(answers))
    )


def bona_fide_errors(calls: Sequence[Call], *, drawing: Drawing) -> BonaFideErrors:
    """BPCER and BPNRR of presentations of real people.

    Raises:
        ValueError: no presentation, rows of different lengths, or an unknown call.
    """
    answers = _calls(calls)
    return BonaFideErrors(
        bpcer=_share(answers, "attack", np.ones(len(answers), dtype=np.bool_), drawing),
        bpnrr=drawing.share(answers == "no_response"),
    )


def accepted_attacks(
    accepted: ArrayLike, *, species: Sequence[str], frr: Estimate, drawing: Drawing
) -> tuple[AcceptedAttacks, ...]:
    """IAPAR and RIAPAR by species; `frr` is that of the same system, attack detection included, at the same thresholds.

    Raises:
        ValueError: no attack, or rows of different lengths.
    """
    passed, found = marks(accepted), []
    for kind, members in _groups(species, attacks=len(passed)):
        iapar = drawing.share(passed, members)
        found.append(AcceptedAttacks(species=kind, iapar=iapar, riapar=combined(operator.add, rising=[iapar, frr])))
    return tuple(found)


def _calls(calls: Sequence[Call]) -> Labels:
    answers = np.asarray(calls, dtype=np.str_)
    unknown = set(answers.tolist()) - {"attack", "bona_fide", "no_response"}
    if len(answers) == 0 or unknown:
        raise ValueError(f"presentations without calls, or with unknown ones: {sorted(unknown)}")
    return answers


def _groups(species: Sequence[str], *, attacks: int) -> Iterator[tuple[str, Marks]]:
    """Each different species and which attacks are of it, in the order of names."""
    labels = np.asarray(species)
    if len(labels) != attacks:
        raise ValueError("each attack needs its species")
    for label in np.unique(labels).tolist():
        yield str(label), labels == label


def _share(answers: Labels, call: Call, members: Marks, drawing: Drawing) -> Estimate | None:
    """The share of a call among the answered presentations."""
    answered = members & (answers != "no_response")
    return drawing.share(answers == call, answered) if answered.any() else None
