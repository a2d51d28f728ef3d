"""The card file: written as a whole or not at all, private, and read strictly."""

import os
import stat

import msgspec
import pytest

from harness.commandline import UsageError
from simulators.card.card import open_card
from simulators.card.cardfile import FILE_LIMIT, read_card, write_card
from simulators.card.memory import SCHEMA


@pytest.fixture
def path(tmp_path, personalized):
    file = tmp_path / "card.json"
    write_card(file, personalized)
    return file


def document(path) -> dict:
    return msgspec.json.decode(path.read_bytes())


def test_card_is_read_as_it_was_written(path, personalized):
    assert read_card(path) == personalized
    assert document(path)["schema"] == SCHEMA == "hawiya-card/1"


def test_file_is_private_and_nothing_stays_beside_it(path, personalized):
    path.chmod(0o644)
    write_card(path, personalized)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["card.json"]


def test_file_that_cannot_be_replaced_is_as_it_was(path, personalized, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    before = path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_card(path, msgspec.structs.replace(personalized, seed=99))
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["card.json"]


def test_what_a_command_changes_is_in_the_file_before_it_answers(path):
    card = open_card(path)
    card.contact.power_on()
    card.contact.send(bytes.fromhex("00A4040005A000000308"))
    answer = card.contact.send(bytes.fromhex("002000800830303030FFFFFFFF"))
    assert answer.hex() == "63c2"
    assert read_card(path).pin.tries_left == 2
    assert read_card(path) == card.memory.content


def broken(path, change) -> str:
    content = document(path)
    change(content)
    path.write_bytes(msgspec.json.encode(content))
    with pytest.raises(UsageError) as refused:
        read_card(path)
    return str(refused.value)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda card: card.update(schema="hawiya-card/2"), "$.schema"),
        (lambda card: card.update(colour="red"), "colour"),
        (lambda card: card.pop("pin"), "pin"),
        (lambda card: card["pin"].update(tries_left=4), "$.pin"),
        (lambda card: card["pin"].update(tries_left=-1), "$.pin.tries_left"),
        (lambda card: card["puk"].update(value="AAAA"), "$.puk.value"),
        (lambda card: card["administrator"].update(value="AAAA"), "$.administrator"),
        (lambda card: card["keys"].update({"9A": "AAAA"}), "$.keys[9A]"),
        (lambda card: card["keys"].update({"key": "AAAA"}), "$.keys"),
        (lambda card: card["objects"].update({"5FC102": 7}), "$.objects[...]"),
    ],
)
def test_broken_card_file_is_one_line_with_file_place_and_remedy(path, change, place):
    said = broken(path, change)
    assert str(path) in said
    assert place in said
    assert "hawiya card new" in said
    assert "\n" not in said


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"null", b'{"schema": "hawiya-card/1"}'])
def test_file_that_is_no_card_is_one_line(tmp_path, content):
    (tmp_path / "card.json").write_bytes(content)
    with pytest.raises(UsageError, match=r"card file .*card.json is broken: .*hawiya card new"):
        read_card(tmp_path / "card.json")


def test_missing_file_folder_and_giant_are_one_line(tmp_path):
    with pytest.raises(UsageError, match="No such file"):
        read_card(tmp_path / "card.json")
    with pytest.raises(UsageError, match="directory"):
        read_card(tmp_path)
    (tmp_path / "giant").write_bytes(bytes(FILE_LIMIT + 1))
    with pytest.raises(UsageError, match="larger than"):
        read_card(tmp_path / "giant")


def test_memory_does_not_show_its_secrets(personalized):
    shown = repr(personalized)
    assert "4711" not in shown
    assert len(shown) < 200
