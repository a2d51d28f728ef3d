"""Chips are certified as their users do it: over the air of two readers of a pcscd, and a card without a chip by its contacts."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from harness.commandline import HarnessError
from simulators.card.card import VirtualCard
from simulators.card.cardfile import write_card
from simulators.card.pcscd.driver import find_programs
from simulators.card.pcscd.launcher import PrivatePcscd
from simulators.card.readers.vpcd import inserted_together
from simulators.personalization import country_signer_of, new_card

WAITING = ("CLS-003", "CLS-002", "CLS-009", "CLS-014")


def certify(target: Path, out: Path, *words: str, environment: dict[str, str] | None = None) -> tuple[int, dict, str]:
    command = [sys.executable, "-m", "harness", "certify", "--target", str(target), "--out", str(out), "--no-reports"]
    ended = subprocess.run(
        [*command, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env={**os.environ, **(environment or {})},
    )
    file = out / "results.json"
    return ended.returncode, json.loads(file.read_text()) if file.exists() else {}, ended.stdout + ended.stderr


@pytest.fixture
def pcscd() -> Iterator[PrivatePcscd]:
    try:
        find_programs()
        missing = None if importlib.util.find_spec("smartcard") else "pyscard is missing: .ci/setup test"
    except HarnessError as error:
        missing = str(error)
    if missing and os.environ.get("CI") != "true":
        pytest.skip(missing)
    assert missing is None
    with PrivatePcscd(readers=2) as pcscd:
        yield pcscd


def target_of(card: VirtualCard, folder: Path) -> Path:
    chip = card.memory.content.contactless
    trusted = folder / "csca.pem"
    trusted.write_bytes(country_signer_of(card.memory.content.seed).parsed.public_bytes(Encoding.PEM))
    year, month, day = f"20{chip.birth_date[:2]}", chip.birth_date[2:4], chip.birth_date[4:]
    file = folder / "card.toml"
    file.write_text(
        f'kind = "card"\nreach = {{ reader = "pcsc", name = "0 00 00", contactless = "0 00 01" }}\n[card]\n'
        f'access_number = "{chip.can}"\ndocument_number = "{chip.document_number}"\nbirth_date = {year}-{month}-{day}\n'
        f'expires_on = {card.memory.content.holder.expires_on}\ncountry_signer = "{trusted}"\n'
    )
    return file


def test_chip_in_a_reader_waits_in_the_time_of_the_world(tmp_path, pcscd):
    card = new_card()
    file = target_of(card, tmp_path)
    with inserted_together([(card.contact, pcscd.reader(0)), (card.contactless, pcscd.reader(1))]):
        words = ("--select", ",".join(WAITING))
        code, results, said = certify(file, tmp_path / "run", *words, environment=pcscd.environment)
    assert code == 0, said
    verdicts = {test["id"]: test["verdict"] for test in results["tests"]}
    assert verdicts["card::test_wrong_passwords_make_the_next_try_wait[PACE]"] == "PASS"
    assert verdicts["card::test_identifier_is_another_each_time_the_card_gets_power"] == "PASS"
    assert verdicts["card::test_two_cards_look_alike_before_access"] == "N/A"
    assert set(verdicts.values()) == {"PASS", "N/A"}
    assert card.memory.content.contactless.password_failures == 0


def test_card_without_a_chip_is_complete_by_its_contacts(tmp_path):
    content = msgspec.structs.replace(new_card().memory.content, contactless=None)
    write_card(tmp_path / "card.json", content)
    file = tmp_path / "card.toml"
    file.write_text(f'kind = "card"\nreach.file = "{tmp_path / "card.json"}"\n')
    code, results, said = certify(file, tmp_path / "run", "--select", "CRD-012,CLS-001,CLS-009,CLS-013")
    assert code == 0, said
    found = {test["verdict"] for test in results["tests"] if test["id"].startswith("card::test_zone")}
    assert found == {"N/A"}
    assert "the target file offers no contactless" in {test.get("reason") for test in results["tests"]}


def test_clone_is_exposed_and_the_evidence_shows_no_secret(tmp_path):
    file = tmp_path / "card.toml"
    file.write_text('kind = "card"\nreach.defects = ["clone"]\n')
    code, results, _ = certify(file, tmp_path / "run", "--select", "CLS-008,CLS-010,CLS-011")
    failed = {test["id"] for test in results["tests"] if test["verdict"] == "FAIL"}
    assert code == 1
    assert failed == {
        "card::test_chip_goes_on_under_the_keys_that_it_alone_can_make",
        "card::test_chip_signs_the_challenge_that_it_gets",
    }
    events = (tmp_path / "run" / "events.jsonl").read_text()
    assert "Hawiya virtual antenna" in events
    assert "34 37 31 31 FF" not in events
    assert "34373131" not in events
