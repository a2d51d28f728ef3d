"""Refusals as problem documents (RFC 9457), and the language that a caller reads. Pure."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from harness.protocol.codes import BY_CODE
from harness.protocol.messages.enrollment import Language
from harness.protocol.messages.problem import Problem, Remedy
from harness.reference.refusal import Refusal


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """To whom a refusal is told."""

    language: Language
    trace: str
    """32 hexadecimal digits."""
    now: datetime


def render(refusal: Refusal, telling: Telling) -> Problem:
    """The problem document of a refusal: its text depends on the code and the language alone (PRV-002)."""
    row, facts = BY_CODE[refusal.code], refusal.facts
    is_arabic = telling.language == "ar"
    return Problem(
        type=f"urn:hawiya:problem:{row.code}",
        title=row.title_ar if is_arabic else row.title_en,
        status=row.status,
        detail=row.remedy_ar if is_arabic else row.remedy_en,
        instance=f"urn:hawiya:trace:{telling.trace}",
        code=row.code,
        retry=row.retry,
        remedy=Remedy(en=row.remedy_en, ar=row.remedy_ar),
        field=facts.field,
        reasons=list(facts.reasons),
        tries_left=facts.tries_left,
        retry_after_s=facts.retry_after_s,
        server_time=facts.server_time,
        terms_version=facts.terms_version,
    )


@lru_cache(maxsize=256)
def language_of(header: str) -> Language:
    """The language to answer in (RFC 9110, 12.5.4): Arabic where it is preferred to English, else English."""
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        weights.setdefault(name.strip().split("-")[0], _weight(parameter))
    fallback = weights.get("*", 0.0)
    return "ar" if weights.get("ar", 0.0) > weights.get("en", fallback if "ar" not in weights else 0.0) else "en"


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
