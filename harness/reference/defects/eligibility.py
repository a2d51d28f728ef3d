"""Defects of who may register: age, card, category, record."""

from dataclasses import replace

from harness.reference.defects.registry import DEFECTS, defect
from harness.reference.defects.wrappers import judging, reading, with_record
from harness.reference.registry.rules import Record
from harness.reference.rulebook import Rules

DEFECTS["article-20-eligible"] = reading(excluded_articles=[])
DEFECTS["age-off-by-a-day"] = reading(age_rule="ge")
DEFECTS["child-of-four-eligible"] = reading(min_age_years=4)
DEFECTS["child-of-six-refused"] = reading(min_age_years=7)
DEFECTS["article-20-never-lifted"] = reading(allow_art20_from=None)
DEFECTS["expired-card-accepted"] = reading(expired_card_counts=True)


@defect("cancelled-record-eligible")
def _cancelled_record_eligible(rules: Rules) -> Rules:
    return judging(lambda command: with_record(command, lambda record: replace(record, status="active")))(rules)


@defect("missing-article-eligible")
def _missing_article_eligible(rules: Rules) -> Rules:
    def change(record: Record) -> Record:
        return replace(record, residency_article=record.residency_article or 18)

    return judging(lambda command: with_record(command, change))(rules)


@defect("legacy-card-accepted")
def _legacy_card_accepted(rules: Rules) -> Rules:
    def change(record: Record) -> Record:
        return replace(record, card=record.card and replace(record.card, kind="smart"))

    return judging(lambda command: with_record(command, change))(rules)
