"""Cards are certified as their users do it: our own in process, and any applet through pcscd and a reader."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.cards.tests.other_applet import PROFILE, OtherApplet
from simulators.card.cardfile import write_card
from simulators.card.chip import Chip
from simulators.card.pcscd.launcher import PrivatePcscd
from simulators.card.readers.vpcd import inserted
from simulators.personalization import CardOrder, new_card

Certify = Callable[..., tuple[int, dict, str]]
BLOCKING = (
    "card::test_blocked_pin_refuses_the_right_one",
    "card::test_last_try_is_a_try",
    "card::test_puk_unblocks_the_pin",
)


def certify(target: str, out: Path, *words: str, environment: dict[str, str] | None = None) -> tuple[int, dict, str]:
    command = [sys.executable, "-m", "harness", "certify", "--target", target, "--out", str(out), *words]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, env={**os.environ, **(environment or {})}
    )
    file = out / "results.json"
    return ended.returncode, json.loads(file.read_text()) if file.exists() else {}, ended.stdout + ended.stderr


def verdicts(results: dict) -> dict[str, str]:
    return {test["id"]: test["verdict"] for test in results["tests"]}


def test_our_card_is_conformant_and_every_exchange_is_kept(tmp_path):
    code, results, said = certify("card", tmp_path)
    assert code == 0, said
    assert set(verdicts(results).values()) == {"PASS"}
    text = (tmp_path / "events.jsonl").read_text()
    assert '"kind":"apdu"' in text
    assert "34 37 31 31 FF" not in text
    assert "card::test_wrong_pin_tells_the_tries_left" in (tmp_path / "traceability.csv").read_text()
    assert "NOT COVERED" in (tmp_path / "published-tests.csv").read_text()
    assert (tmp_path / "index.html").stat().st_size > 100_000


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reach.reader = 'pcsc'", "[reach] name is missing"),
        ("reach.reader = 'oven'", "oven"),
        ("reach.file = 'nowhere.json'", "nowhere.json"),
        ("reach.defects = ['nothing']", "no defect of a card is called 'nothing'"),
        ("reach.faults = ['nothing']", "nothing"),
        ("card.pin = '12'", "card.pin"),
        ("card.profile.colour = 1", "colour"),
    ],
)
def test_bad_target_file_gives_one_line_and_two(tmp_path, text, said):
    file = tmp_path / "card.toml"
    file.write_text(f'kind = "card"\n{text}\n')
    code, _, printed = certify(str(file), tmp_path / "run", "--no-reports")
    assert code == 2, printed
    assert said in printed.splitlines()[-1]
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("fault", "finds"),
    [
        ("pin-counter-stuck", "test_wrong_pin_tells_the_tries_left"),
        ("clone", "test_chip_signs_the_challenge_that_it_gets"),
        ("data-group-swap", "test_every_data_group_is_the_one_that_was_signed"),
        ("expired-certificate", "test_certificate_is_in_force"),
    ],
)
def test_a_fault_is_found(tmp_path, fault, finds):
    file = tmp_path / "card.toml"
    file.write_text(f'kind = "card"\nreach.faults = ["{fault}"]\n')
    code, results, said = certify(str(file), tmp_path / "run", "--no-reports")
    assert code == 1, said
    assert "FAIL" in {verdict for name, verdict in verdicts(results).items() if name.startswith(f"card::{finds}")}


RSA = """kind = "card"
reach.file = "{card}"
[card.profile]
administrator_algorithm = 3
authentication_key = {{ reference = 0x9A, algorithm = 7, certificate = "5FC105" }}
signature_key = {{ reference = 0x9C, algorithm = 7, certificate = "5FC10A" }}
"""


def test_card_with_rsa_keys_is_certified_from_its_file(tmp_path):
    card, file = tmp_path / "card.json", tmp_path / "card.toml"
    write_card(card, new_card(order=CardOrder(algorithm="rsa-2048", cipher="3des")).memory.content)
    file.write_text(RSA.format(card=card))
    code, results, said = certify(str(file), tmp_path / "run", "--no-reports")
    assert code == 0, said
    assert set(verdicts(results).values()) == {"PASS"}


def test_doctor_says_that_the_profile_names_another_kind_of_key(tmp_path):
    card, file = tmp_path / "card.json", tmp_path / "card.toml"
    write_card(card, new_card(order=CardOrder(algorithm="rsa-2048")).memory.content)
    file.write_text(f'kind = "card"\nreach.file = "{card}"\n')
    code, said = doctor(str(file))
    assert code == 3
    assert "[card.profile] algorithm = 0x11" in said


def test_simulated_card_needs_no_pyscard(tmp_path):
    (tmp_path / "smartcard.py").write_text("raise ImportError('no pyscard here')\n")
    code, _, said = certify("card", tmp_path / "run", "--no-reports", environment={"PYTHONPATH": str(tmp_path)})
    assert code == 0, said


def test_real_reader_without_pyscard_is_one_line(tmp_path):
    (tmp_path / "smartcard.py").write_text("raise ImportError('no pyscard here')\n")
    file = tmp_path / "card.toml"
    file.write_text('kind = "card"\nreach = { reader = "pcsc", name = "ACS" }\n')
    code, _, said = certify(str(file), tmp_path / "run", "--no-reports", environment={"PYTHONPATH": str(tmp_path)})
    assert code == 3
    assert "hawiya[pcsc]" in said.splitlines()[-1]


def test_suites_run_in_plain_pytest(tmp_path):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--pyargs",
        "conformance.suites",
        "--target",
        "card",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout
    assert "passed" in ended.stdout.splitlines()[-1]


def doctor(target: str, environment: dict[str, str] | None = None) -> tuple[int, str]:
    command = [sys.executable, "-m", "harness", "doctor", "--target", target]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **(environment or {})}
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_doctor_finds_our_card_well():
    code, said = doctor("card")
    assert code == 0, said
    assert "the PIN of the target file is right" in said


@pytest.fixture
def pcscd() -> Iterator[PrivatePcscd]:
    """A daemon for each test: one card goes into a reader, and no other comes soon after it."""
    if os.environ.get("CI") != "true":
        pytest.importorskip("smartcard")
    with PrivatePcscd(readers=2) as pcscd:
        yield pcscd


@contextmanager
def in_reader(tmp_path: Path, pcscd: PrivatePcscd, chip: Chip, more: str = "") -> Iterator[Certify]:
    """With the chip in a reader, as often as wanted."""
    file = tmp_path / "card.toml"
    file.write_text(f'kind = "card"\nreach = {{ reader = "pcsc", name = "0 00 00" }}\n[card]\n{more}')

    def run(*words: str) -> tuple[int, dict, str]:
        return certify(str(file), tmp_path / "run", "--no-reports", *words, environment=pcscd.environment)

    with inserted(chip, pcscd.reader(0)):
        yield run


def test_card_in_a_reader_keeps_its_tries_until_blocking_is_allowed(tmp_path, pcscd):
    card = new_card()
    with in_reader(tmp_path, pcscd, card.contact) as run:
        code, results, said = run()
        found = verdicts(results)
        assert code == 4, said
        assert {found[name] for name in BLOCKING} == {"N/A"}
        assert "FAIL" not in found.values()
        assert "INCONCLUSIVE" not in found.values()
        assert (card.memory.content.pin.tries_left, card.memory.content.puk.tries_left) == (3, 3)

        code, results, said = run("--allow-blocking")
    assert code == 0, said
    assert {verdicts(results)[name] for name in BLOCKING} == {"PASS"}
    assert card.memory.content.pin.tries_left == 3


def test_another_applet_is_certified_by_its_profile(tmp_path, pcscd):
    with in_reader(tmp_path, pcscd, OtherApplet(new_card().contact), PROFILE) as run:
        code, results, said = run("--allow-blocking")
    assert code == 0, said
    assert results["policy"]["name"] == "another applet"


def test_another_applet_is_no_piv(tmp_path, pcscd):
    with in_reader(tmp_path, pcscd, OtherApplet(new_card().contact)) as run:
        code, results, said = run()
    assert code == 4, said
    assert "select" in results["reason"]


def test_doctor_does_not_present_a_pin_with_the_last_try(tmp_path, pcscd):
    card = new_card()
    file = tmp_path / "card.toml"
    file.write_text('kind = "card"\nreach = { reader = "pcsc", name = "0 00 00" }\ncard.pin = "1111"\n')
    with inserted(card.contact, pcscd.reader(0)):
        first, said = doctor(str(file), pcscd.environment)
        assert "correct [card] pin" in said
        doctor(str(file), pcscd.environment)
        last, said = doctor(str(file), pcscd.environment)
    assert (first, last) == (3, 3)
    assert "one try is left" in said
    assert card.memory.content.pin.tries_left == 1


def test_wrong_pin_in_the_target_file_never_blocks_the_card_whatever_is_allowed(tmp_path, pcscd):
    card = new_card()
    with in_reader(tmp_path, pcscd, card.contact, 'pin = "1111"\n') as run:
        for _ in range(4):
            code, _, said = run("--allow-blocking")
            assert code == 4, said
    assert card.memory.content.pin.tries_left == 1


def test_doctor_opens_the_chip_by_what_is_printed_on_the_card(tmp_path, pcscd):
    card = new_card()
    file = tmp_path / "card.toml"
    reach = 'reach = {{ reader = "pcsc", name = "0 00 00", contactless = "0 00 01" }}'
    text = f'kind = "card"\n{reach}\ncard.access_number = "{{can}}"\n'
    with inserted(card.contact, pcscd.reader(0)), inserted(card.contactless, pcscd.reader(1)):
        file.write_text(text.format(can=card.memory.content.contactless.can))
        right, said = doctor(str(file), pcscd.environment)
        assert "CAN opens the chip" in said
        file.write_text(text.format(can="000000"))
        wrong, said = doctor(str(file), pcscd.environment)
    assert (right, wrong) == (0, 3)
    assert "CAN does not open the chip" in said


def test_second_reader_that_is_missing_is_found_before_the_tests(tmp_path, pcscd):
    file = tmp_path / "card.toml"
    reach = 'reach = { reader = "pcsc", name = "0 00 00", contactless = "NOREADER" }'
    file.write_text(f'kind = "card"\n{reach}\ncard.access_number = "123456"\n')
    with inserted(new_card().contact, pcscd.reader(0)):
        code, results, said = certify(str(file), tmp_path / "run", "--no-reports", environment=pcscd.environment)
    assert (code, results) == (3, {})
    assert "NOREADER" in said.splitlines()[-1]


def test_missing_reader_is_told_in_one_line(tmp_path, pcscd):
    file = tmp_path / "card.toml"
    file.write_text('kind = "card"\nreach = { reader = "pcsc", name = "No Such Reader" }\n')
    code, _, said = certify(str(file), tmp_path / "run", "--no-reports", environment=pcscd.environment)
    assert code == 3
    assert "No Such Reader" in said.splitlines()[-1]
    assert "Traceback" not in said
