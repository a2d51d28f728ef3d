"""`evaluation.json`: what a trial of a face matcher measured, as every report reads it. Nothing in it passes or fails.

Names of rates are those of ISO/IEC 19795-1 (comparison), ISO/IEC 30107-3 (attacks) and ISO/IEC 29794-1 (quality).
"""

from datetime import datetime
from typing import Final, Literal

import msgspec

from harness.world.events import Reason, Record

EVALUATION_FILE = "evaluation.json"

RateName = Literal[
    "eer",
    "auc",
    "fmr",
    "fnmr",
    "fnmr_at_fmr",
    "fte",
    "fta",
    "far",
    "frr",
    "gfar",
    "gfrr",
    "refused",
    "component_auc",
    "reason_right",
    "reason_alone",
    "attack_auc",
    "apcer",
    "apnrr",
    "bpcer",
    "bpnrr",
    "iapar",
    "riapar",
]

TITLES: Final[dict[RateName, tuple[str, str]]] = {
    "eer": ("equal error rate", "معدل الخطأ المتساوي"),
    "auc": ("genuine above impostor scores (AUC)", "علوّ درجات الأصيل على درجات الدخيل (AUC)"),
    "fmr": ("false matches at the declared threshold", "المطابقات الخاطئة عند العتبة المعلنة"),
    "fnmr": ("false non-matches at the declared threshold", "إخفاقات المطابقة الخاطئة عند العتبة المعلنة"),
    "fnmr_at_fmr": ("false non-matches at this FMR", "إخفاقات المطابقة الخاطئة عند هذا المعدل FMR"),
    "fte": ("failure to enroll a portrait", "الإخفاق في تسجيل صورة السجل"),
    "fta": ("failure to acquire a good selfie", "الإخفاق في التقاط صورة شخصية سليمة"),
    "far": ("false accepts, with FTA", "القبول الخاطئ مع FTA"),
    "frr": ("false rejects, with FTA", "الرفض الخاطئ مع FTA"),
    "gfar": ("false accepts, with FTA and FTE", "القبول الخاطئ مع FTA وFTE"),
    "gfrr": ("false rejects, with FTA and FTE", "الرفض الخاطئ مع FTA وFTE"),
    "refused": ("good selfies that the quality gate refuses", "الصور السليمة التي ترفضها بوابة الجودة"),
    "component_auc": ("good above spoiled pictures (AUC)", "علوّ السليم على المعيب (AUC)"),
    "reason_right": ("the right reason is named", "سُمّي السبب الصحيح"),
    "reason_alone": ("the right reason and no other", "سُمّي السبب الصحيح وحده"),
    "attack_auc": ("attacks above bona fide scores (AUC)", "علوّ درجات الهجوم على درجات الحضور الحقيقي (AUC)"),
    "apcer": ("attacks taken for bona fide", "هجمات حُسبت حضورًا حقيقيًا"),
    "apnrr": ("attacks without an answer", "هجمات بلا جواب"),
    "bpcer": ("bona fide taken for attacks", "حضور حقيقي حُسب هجومًا"),
    "bpnrr": ("bona fide without an answer", "حضور حقيقي بلا جواب"),
    "iapar": ("attacks that the whole system accepts", "هجمات يقبلها النظام كله"),
    "riapar": ("IAPAR and false rejects together", "مجموع IAPAR والرفض الخاطئ"),
}
"""What each rate is, in English and Arabic."""

Section = Literal["comparison", "failures", "quality", "attack"]
SECTIONS: Final[dict[Section, tuple[RateName, ...]]] = {
    "comparison": ("eer", "auc", "fmr", "fnmr", "fnmr_at_fmr"),
    "failures": ("fte", "fta", "far", "frr", "gfar", "gfrr"),
    "quality": ("refused", "component_auc", "reason_right", "reason_alone"),
    "attack": ("attack_auc", "apcer", "apnrr", "bpcer", "bpnrr", "iapar", "riapar"),
}
"""The order in which reports print them."""
AREAS_UNDER: Final = ("auc", "component_auc", "attack_auc")
"""No shares of errors: the higher the better."""


class Rate(Record, frozen=True, kw_only=True):
    """One figure. *Unit*: a share, 0 to 1. `of` is the species, defect, group or FMR that it is about.

    `method` says how the interval was found, `unit` what was taken as independent, and `doubt` why the data can hardly carry it.
    """

    name: RateName
    of: str = ""
    value: float
    low: float | None = None
    high: float | None = None
    upper_bound: float | None = None
    """At most this much, at `level`, one-sided."""
    level: float = 0.95
    method: str = ""
    unit: str = ""
    attempts: int = 0
    identities: int | None = None
    errors: int | None = None
    threshold: float | None = None
    doubt: Reason | None = None


class GroupRates(Record, frozen=True, kw_only=True):
    """One rate by group of an attribute, at one threshold for all, with how far the worst group stands from the others."""

    name: RateName
    attribute: str
    groups: list[Rate]
    worst_to_best: float | None = None
    worst_to_overall: float | None = None
    worst_to_geometric_mean: float | None = None


class Curve(Record, frozen=True, kw_only=True):
    """Points of the DET curve."""

    fmr: list[float]
    fnmr: list[float]


class Histogram(Record, frozen=True, kw_only=True):
    """Scores between neighboring edges, by kind of attempt."""

    edges: list[float]
    counts: dict[str, list[int]]


class Dose(Record, frozen=True, kw_only=True):
    """What a growing defect does: means by level, level 0 being the same pictures without it."""

    defect: str
    component: str
    levels: list[int]
    quality: list[float | None]
    """Mean of the component, 0 to 100; not assessed counts 0."""
    refused: list[float | None]
    fnmr: list[float | None]
    """Without a score counts as no match."""
    rises: bool = False
    """The component rises with the dose, beyond the tolerance."""


class FailureCount(Record, frozen=True, kw_only=True):
    """How often calls of an operation brought no answer, by cause; of REFUSED also by the reason that was given."""

    operation: str
    cause: str
    reason: str = ""
    count: int


class ClaimResult(Record, frozen=True, kw_only=True):
    """A rate that was claimed, against the data."""

    name: RateName
    claimed: float
    independent: int
    needed_to_bound: int
    needed_to_measure: int
    because: Reason


class MatcherNamed(Record, frozen=True, kw_only=True):
    """Who was tried, as it says of itself."""

    spec: str
    name: str
    version: str = ""
    score_low: float
    score_high: float
    threshold: float
    offers: list[str]


class DataNamed(Record, frozen=True, kw_only=True):
    """On which pictures. `digest` is the SHA-256 of the manifest."""

    path: str
    digest: str
    pictures: int
    identities: int


class Evaluation(Record, frozen=True, kw_only=True):
    """Everything that was measured. *Unit* of times: seconds a call, by operation."""

    schema: Literal["hawiya-evaluation/1"] = "hawiya-evaluation/1"
    matcher: MatcherNamed
    data: DataNamed
    seed: int
    limit: int
    command: str = ""
    started_at: datetime
    ended_at: datetime
    calls: dict[str, int]
    """How many questions of each operation were asked, probes included."""
    answered: int
    """How many of them brought an answer."""
    seconds: dict[str, list[float]]
    """Half, and 95 in 100, of the calls were quicker."""
    rates: list[Rate] = msgspec.field(default_factory=list)
    groups: list[GroupRates] = msgspec.field(default_factory=list)
    det: Curve | None = None
    scores: Histogram | None = None
    attack_scores: Histogram | None = None
    doses: list[Dose] = msgspec.field(default_factory=list)
    failures: list[FailureCount] = msgspec.field(default_factory=list)
    flags: list[Reason] = msgspec.field(default_factory=list)
    """Signs that the figures should not be read as they stand."""
    claims: list[ClaimResult] = msgspec.field(default_factory=list)
