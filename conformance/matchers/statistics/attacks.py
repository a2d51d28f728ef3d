"""Presentation attack detection: how often attacks pass, by species, and how often real people are taken for attacks.

ISO/IEC 30107-3:2023. Rules kept here:

1. APCER is stated for each species of instrument, and the worst species counts; never an average over species, and never ACER,
   which averages two kinds of error.
2. A detector that gives no answer has neither passed nor caught the attack. Such presentations are the non-response rates APNRR
   and BPNRR, of all presentations; APCER and BPCER are shares of the answered ones, so that silence betters neither.
3. IAPAR: attacks that the whole system accepts (not caught, and matching the attacked reference), of all attacks of a species.
   RIAPAR is IAPAR plus FRR of the same system at the same thresholds, so that refusing everybody wins nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from conformance.matchers.statistics.attempts import Labels, Marks, marks
from conformance.matchers.statistics.estimates import Estimate, clopper_pearson

Call: TypeAlias = Literal["attack", "bona_fide", "no_response"]
"""What a detector says of a presentation."""


@dataclass(frozen=True, kw_only=True)
class AttackErrors:
    """How attacks of one species, or with one instrument of it, fared."""

    species: str
    instrument: str | None
    """None for all instruments of the species."""
    apcer: Estimate | None
    """Of the answered presentations; None if none was."""
    apnrr: Estimate
    """Of all presentations."""


@dataclass(frozen=True, kw_only=True)
class AttackReport:
    """APCER by species and by instrument."""

    species: tuple[AttackErrors, ...]
    """In the order of their names."""
    instruments: tuple[AttackErrors, ...]

    @property
    def worst_species(self) -> AttackErrors | None:
        """The one that counts; None if no attack was answered."""
        return _worst(self.species)

    @property
    def worst_instrument(self) -> AttackErrors | None:
        """The instrument that passes most often; None if no attack was answered."""
        return _worst(self.instruments)


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
    riapar: float
    """Unit: a sum of two shares, 0 to 2."""


@dataclass(frozen=True, kw_only=True)
class FullSystemReport:
    """IAPAR and RIAPAR by species."""

    frr: float
    species: tuple[AcceptedAttacks, ...]

    @property
    def worst_species(self) -> AcceptedAttacks:
        """The one that counts."""
        return max(self.species, key=lambda each: each.iapar.value)


def attack_report(
    calls: Sequence[Call], *, species: Sequence[str], instruments: Sequence[str], level: float = 0.95
) -> AttackReport:
    """APCER and APNRR of attack presentations.

    Raises:
        ValueError: no presentation, rows of different lengths, or an unknown call.
    """
    answers, kinds, tools = _calls(calls), np.asarray(species), np.asarray(instruments)
    if not len(answers) == len(kinds) == len(tools):
        raise ValueError("each attack needs its species and its instrument")
    by_species, by_instrument = [], []
    for kind, members in _groups(kinds):
        by_species.append(_attack_errors(answers[members], species=kind, instrument=None, level=level))
        own = answers[members]
        for tool, chosen in _groups(tools[members]):
            by_instrument.append(_attack_errors(own[chosen], species=kind, instrument=tool, level=level))
    return AttackReport(species=tuple(by_species), instruments=tuple(by_instrument))


def bona_fide_errors(calls: Sequence[Call], *, level: float = 0.95) -> BonaFideErrors:
    """BPCER and BPNRR of presentations of real people.

    Raises:
        ValueError: no presentation, or an unknown call.
    """
    answers = _calls(calls)
    return BonaFideErrors(
        bpcer=_share(answers, "attack", level=level),
        bpnrr=clopper_pearson(int((answers == "no_response").sum()), len(answers), level=level),
    )


def full_system_report(
    accepted: ArrayLike, *, species: Sequence[str], frr: float, level: float = 0.95
) -> FullSystemReport:
    """IAPAR and RIAPAR; `frr` is that of the same system, attack detection included, at the same thresholds.

    Raises:
        ValueError: no attack, or rows of different lengths.
    """
    passed, kinds = marks(accepted), np.asarray(species)
    if len(passed) != len(kinds):
        raise ValueError("each attack needs its species")
    found = []
    for kind, members in _groups(kinds):
        iapar = clopper_pearson(int(passed[members].sum()), int(members.sum()), level=level)
        found.append(AcceptedAttacks(species=kind, iapar=iapar, riapar=iapar.value + frr))
    return FullSystemReport(frr=frr, species=tuple(found))


def _calls(calls: Sequence[Call]) -> Labels:
    answers = np.asarray(calls, dtype=np.str_)
    unknown = set(answers.tolist()) - {"attack", "bona_fide", "no_response"}
    if len(answers) == 0 or unknown:
        raise ValueError(f"presentations without calls, or with unknown ones: {sorted(unknown)}")
    return answers


def _groups(labels: Labels) -> Iterator[tuple[str, Marks]]:
    """Each different label and who bears it, in the order of names."""
    for label in np.unique(labels).tolist():
        yield str(label), labels == label


def _attack_errors(answers: Labels, *, species: str, instrument: str | None, level: float) -> AttackErrors:
    return AttackErrors(
        species=species,
        instrument=instrument,
        apcer=_share(answers, "bona_fide", level=level),
        apnrr=clopper_pearson(int((answers == "no_response").sum()), len(answers), level=level),
    )


def _share(answers: Labels, call: Call, *, level: float) -> Estimate | None:
    """The share of a call among the answered presentations."""
    answered = int((answers != "no_response").sum())
    return clopper_pearson(int((answers == call).sum()), answered, level=level) if answered else None


def _worst(found: Sequence[AttackErrors]) -> AttackErrors | None:
    answered = [(each.apcer.value, each) for each in found if each.apcer is not None]
    return max(answered, key=lambda pair: pair[0])[1] if answered else None
