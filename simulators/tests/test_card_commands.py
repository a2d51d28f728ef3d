"""`hawiya card new`, `card show` and `card shell`: what they write and say, and how they end."""

import io
import json
import stat

import pytest
from cryptography import x509

from harness.command import main


@pytest.fixture
def card(tmp_path):
    path = tmp_path / "card.json"
    assert main(["card", "new", "--today", "2026-11-26", "--out", str(path)]) == 0
    return path


def shell(monkeypatch, capsys, card, *lines, options=()):
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    code = main(["card", "shell", *options, str(card)])
    return code, capsys.readouterr()


def test_new_writes_a_private_file_and_says_so(tmp_path, capsys):
    card = tmp_path / "card.json"
    assert main(["card", "new", "--out", str(card)]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{card}: card of ")
    assert said.endswith("(citizen-1), keys 9A and 9C p-256\n")
    assert stat.S_IMODE(card.stat().st_mode) == 0o600


def test_new_says_what_it_wrote_as_json(tmp_path, capsys):
    out, authority = tmp_path / "card.json", tmp_path / "authority.pem"
    options = ["--person", "citizen-2", "--seed", "3", "--certificates", "revoked", "--authority", str(authority)]
    assert main(["card", "new", *options, "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["card"], told["person"], told["seed"]) == (str(out), "citizen-2", 3)
    assert x509.load_pem_x509_certificate(authority.read_bytes()).subject
    assert len(list(x509.load_pem_x509_crl(authority.read_bytes()))) == 2


def test_new_replaces_no_file_without_force(card, capsys):
    before = card.read_bytes()
    assert main(["card", "new", "--out", str(card), "--seed", "2"]) == 2
    assert "is there already; give another name, or --force to replace it" in capsys.readouterr().err
    assert card.read_bytes() == before
    assert main(["card", "new", "--out", str(card), "--seed", "2", "--force"]) == 0
    assert card.read_bytes() != before


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--pin", "123"], "a PIN has 4 to 8 digits; give another --pin"),
        (["--puk", "123"], "a PUK has 8 digits; give another --puk"),
        (["--person", "x"], "nobody is called 'x'"),
        (["--out", "/nowhere/card.json"], "cannot write"),
    ],
)
def test_new_with_a_bad_option_is_one_line(tmp_path, capsys, options, said):
    assert main(["card", "new", "--out", str(tmp_path / "card.json"), *options]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_show_tells_everything_but_secrets(card, capsys):
    assert main(["card", "show", str(card)]) == 0
    said = capsys.readouterr().out
    assert "PIN            ****, 3 of 3 tries left" in said
    assert "4711" not in said.replace("citizen", "")
    assert "key 9C         p-256" in said
    assert "object 5FC10A" in said


def test_show_tells_secrets_where_they_are_asked_for(card, capsys):
    capsys.readouterr()
    assert main(["card", "show", str(card), "--secrets", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["pin"]["value"], told["puk"]["value"]) == ("4711", "12345678")
    assert len(told["administrator_key"]) == 32
    assert "PRIVATE" not in json.dumps(told).upper()


@pytest.mark.parametrize("command", ["show", "shell"])
def test_broken_card_file_is_one_line(tmp_path, capsys, command):
    (tmp_path / "card.json").write_text("{}")
    assert main(["card", command, str(tmp_path / "card.json")]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"hawiya card {command}: card file {tmp_path / 'card.json'} is broken: ")
    assert error.count("\n") == 1


def test_shell_explains_answers_and_saves_the_card(monkeypatch, capsys, card):
    code, said = shell(
        monkeypatch,
        capsys,
        card,
        "# a remark",
        "00A4040005 A000000308",
        "0020008008 30303030FFFFFFFF",
        "reset",
        "0020008000",
        "power",
        "quit",
        "never read",
    )
    assert code == 0
    assert "9000 done" in said.out
    assert "61 [35]  application property template" in said.out
    assert "63C2 wrong, or not shown yet; tries left: 2" in said.out
    assert "6D00 this instruction is not known here" in said.out
    assert "never" not in said.out
    assert main(["card", "show", str(card)]) == 0
    assert "2 of 3 tries left" in capsys.readouterr().out


def test_shell_masks_what_may_be_a_pin(monkeypatch, capsys, card):
    secret = "34373131FFFFFFFF"
    lines = [
        "00A4040005A000000308",
        f"0020008008{secret}",
        f"0024008010{secret * 2}",
        f"002000800A{secret}",
        f"0020{secret}",
    ]
    code, said = shell(monkeypatch, capsys, card, *lines)
    assert code == 0
    assert secret not in said.out
    assert "> 0020008008****************" in said.out


def test_shell_ends_at_a_line_that_is_no_command(monkeypatch, capsys, card):
    code, said = shell(monkeypatch, capsys, card, "00A4040005A000000308", "verify 4711")
    assert code == 2
    assert said.err == (
        "hawiya card shell: line 2: 'verify 4711' is not hexadecimal; "
        "a line is an APDU in hexadecimal, `reset`, `power`, `help` or `quit`\n"
    )


def test_shell_takes_faults_by_name(monkeypatch, capsys, card):
    code, said = shell(monkeypatch, capsys, card, "00A4040005A000000308", "power", options=["--fault", "mute"])
    assert code == 0
    assert "the card is mute; `power` brings it back" in said.out
    assert main(["card", "shell", "--fault", "rust", str(card)]) == 2
    assert "there is no card fault 'rust'; there are clone" in capsys.readouterr().err


def test_shell_ends_at_input_that_is_no_text_or_far_too_long(monkeypatch, capsys, card):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"00A4\n\xff\xfe\n"), encoding="utf-8"))
    assert main(["card", "shell", str(card)]) == 2
    assert "the input is no text" in capsys.readouterr().err
    code, said = shell(monkeypatch, capsys, card, "00" * 150_000)
    assert code == 2
    assert "line 1 has more than 262140 characters" in said.err


@pytest.mark.parametrize("option", ["--authority", "--country-signer"])
def test_no_file_that_is_there_is_lost_to_a_certificate(tmp_path, capsys, option):
    other = tmp_path / "other.json"
    other.write_text("a card")
    assert main(["card", "new", "--out", str(tmp_path / "new.json"), option, str(other)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert other.read_text() == "a card"
    assert not (tmp_path / "new.json").exists()


def test_card_and_certificate_are_two_files(tmp_path, capsys):
    file = str(tmp_path / "one.json")
    assert main(["card", "new", "--out", file, "--authority", file, "--force"]) == 2
    assert "is named twice" in capsys.readouterr().err


def test_bad_place_for_a_certificate_leaves_no_card_behind(tmp_path, capsys):
    card = tmp_path / "card.json"
    assert main(["card", "new", "--out", str(card), "--authority", str(tmp_path / "none" / "ca.pem")]) == 2
    assert "there is no folder" in capsys.readouterr().err
    assert not card.exists()
