"""The known-failures file: what it must hold, and how drafts are added without touching what stands there."""

from datetime import date

import pytest

from conformance.gating.known import read_known, suggest_known
from harness.commandline import UsageError
from harness.world.results import TestResult as Judged

TODAY = date(2026, 5, 1)
GOOD = """[[known]]
test = "sms::test_a"
reason = "r"
owner = "o"
expiry = 2026-06-01
"""


def failed(name: str, reason: str = "observed") -> Judged:
    return Judged(
        id=name, title=name, requirements=["SMS-002"], area="sms", case="c", level="MUST", layer="behaviour", grade="O2",
        verdict="FAIL", seconds=1, assertions=1, reason=reason,
    )  # fmt: skip


@pytest.fixture
def file(tmp_path):
    return tmp_path / "known.toml"


def test_an_entry_has_test_reason_owner_and_expiry(file):
    file.write_text(GOOD)
    (entry,) = read_known(file)
    assert (entry.test, entry.reason, entry.owner, entry.expiry) == ("sms::test_a", "r", "o", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('owner = "o"', 'owner = " "', "sms::test_a: owner must be filled in"),
        ('owner = "o"\n', "", "missing required field `owner`"),
        ("expiry = 2026-06-01", 'expiry = "soon"', "Expected `date`, got `str`"),
        ("[[known]]", "[[unknown]]", "unknown field `unknown`"),
        ("[[known]]", f"{GOOD}\n[[known]]", "sms::test_a stands there twice"),
        ("[[known]]", "[[known", "known.toml: "),
    ],
)
def test_a_bad_file_is_refused_in_one_line(file, before, after, said):
    file.write_text(GOOD.replace(before, after))
    with pytest.raises(UsageError) as refused:
        read_known(file)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused_with_the_way_to_write_one(file):
    with pytest.raises(UsageError, match="--suggest-known"):
        read_known(file)


def test_drafts_come_in_order_with_thirty_days_and_blanks(file):
    assert suggest_known(file, [failed("sms::test_b"), failed("sms::test_a")], today=TODAY) == 2
    drafts = read_known(file, drafts=True)
    assert [(draft.test, draft.owner, draft.reason) for draft in drafts] == [
        ("sms::test_a", "", ""),
        ("sms::test_b", "", ""),
    ]
    assert {draft.expiry for draft in drafts} == {date(2026, 5, 31)}


def test_drafts_are_appended_and_what_stands_there_stays_byte_for_byte(file):
    before = f"# our own words\n{GOOD}# and at the end, without a line end"
    file.write_text(before)
    assert suggest_known(file, [failed("sms::test_a"), failed("sms::test_b")], today=TODAY) == 1
    assert file.read_text().startswith(before)
    assert [entry.test for entry in read_known(file, drafts=True)] == ["sms::test_a", "sms::test_b"]


def test_nothing_is_written_where_nothing_is_new(file):
    file.write_text(GOOD)
    assert suggest_known(file, [failed("sms::test_a")], today=TODAY) == 0
    assert file.read_text() == GOOD


def test_what_a_hostile_target_said_stays_in_its_comment(file):
    said = 'x\n[[known]]\ntest = "sms::test_z"\x00\u2028\x85 \r"""'
    suggest_known(file, [failed('sms::test_a["\\]', said)], today=TODAY)
    assert [entry.test for entry in read_known(file, drafts=True)] == ['sms::test_a["\\]']
