"""What the documents tell a reader to do can be done."""

import re
from pathlib import Path

import msgspec
import pytest

from conformance.cards.target import CardData, CardReach, CardTarget, Profile
from conformance.target import TargetFile
from harness.command import commands
from harness.commandline import ExitCode

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], key=str)
CONTRACT = (ROOT / "docs" / "sut-contract.md").read_text()
CARDS = (ROOT / "docs" / "cards.md").read_text()


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_of_a_page_leads_somewhere(page):
    prose = re.sub(r"```.*?```", "", page.read_text(), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", prose)
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_make_verb_of_a_page_exists(page):
    verbs = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", page.read_text(), re.MULTILINE)) - verbs == set()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_of_a_page_exists(page):
    known = {command.name.split()[0] for command in commands()}
    assert set(re.findall(r"(?:`|^|bin/)hawiya ([a-z]+)", page.read_text(), re.MULTILINE)) - known == set()


def keys(struct: type[msgspec.Struct]) -> list[tuple[str, str]]:
    """Table and key, as the target file is written; a key of the top level has no table."""
    found = []
    for field in msgspec.structs.fields(struct):
        inner = [part for part in (field.type, *getattr(field.type, "__args__", ())) if isinstance(part, type)]
        tables = [part for part in inner if issubclass(part, msgspec.Struct)]
        found += [(field.name, key) for table in tables for _, key in keys(table)] or [("", field.name)]
    return found


@pytest.mark.parametrize(("table", "key"), keys(TargetFile))
def test_every_key_of_the_target_file_is_explained(table, key):
    section = CONTRACT.partition(f"\n### `[{table}]`" if table else "\n### Top level")[2].partition("\n### ")[0]
    assert f"\n| `{key}` |" in section


@pytest.mark.parametrize("struct", [CardTarget, CardReach, CardData, Profile], ids=lambda struct: struct.__name__)
def test_every_key_of_the_target_file_of_a_card_is_explained(struct):
    tables = {CardReach: "`[reach]`", CardData: "`[card]`", Profile: "`[card.profile]`"}
    section = (
        CARDS.partition(f"\n### {tables.get(struct, 'Top level')}")[2].partition("\n### ")[0].partition("\n## ")[0]
    )
    first_cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    explained = set(re.findall(r"`(\w+)`", "".join(first_cells)))
    assert set(struct.__struct_fields__) - {"reach", "card", "profile"} == explained


@pytest.mark.parametrize("code", list(ExitCode))
def test_every_exit_code_is_explained(code):
    assert re.search(rf"^\| `?{int(code)}`? \|", CONTRACT, re.MULTILINE)
