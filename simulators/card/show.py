"""`hawiya card show`: what a card file holds."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from harness.commandline import ExitCode
from simulators.card.cardfile import read_card
from simulators.card.summary import CardSummary, ChipSummary, CodeSummary, KeySummary, summary


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("card", type=Path, metavar="CARD", help="a file that `hawiya card new` wrote")
    parser.add_argument("--secrets", action="store_true", help="show PIN, PUK and the administrator key, too")
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the card; private keys are never shown."""
    shown = summary(read_card(arguments.card), secrets=arguments.secrets)
    if arguments.json:
        sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(shown))
    return ExitCode.CONFORMANT


def _lines(card: CardSummary) -> Iterator[str]:
    yield f"holder         {card.name_en} / {card.name_ar} ({card.person}, seed {card.seed})"
    yield f"civil number   {card.civil_number}, card {card.card_serial}, valid until {card.expires_on}"
    yield f"state          {card.state}"
    yield f"PIN            {_code(card.pin)}"
    yield f"PUK            {_code(card.puk)}"
    yield f"administrator  {card.administrator_key or '****'}, {card.administrator_cipher}"
    for key in card.keys:
        yield f"key {key.reference}         {_key(key)}"
    for found in card.objects:
        yield f"object {found.tag:<6}  {found.size_bytes:>6} bytes  {found.name}"
    if card.contactless is not None:
        yield f"over the air   {_chip(card.contactless)}"


def _chip(chip: ChipSummary) -> str:
    opened = "number ****, born ****, expires ****, CAN ****"
    if chip.access_number is not None:
        opened = f"number {chip.document_number}, born {chip.birth_date}, expires {chip.expiry_date}"
        opened += f", CAN {chip.access_number}"
    groups = ", ".join(map(str, chip.data_groups))
    return f"data groups {groups}; {opened}; {chip.password_failures} wrong passwords in a row"


def _code(code: CodeSummary) -> str:
    blocked = "" if code.tries_left else ", blocked"
    return f"{code.value or '****'}, {code.tries_left} of {code.tries} tries left{blocked}"


def _key(key: KeySummary) -> str:
    if key.subject is None:
        return f"{key.algorithm}, without certificate"
    match = "" if key.certificate_matches else "; the certificate is for another key"
    return f"{key.algorithm}, {key.subject}, {key.not_before:%Y-%m-%d} to {key.not_after:%Y-%m-%d}{match}"
