"""`hawiya card new`: make a test card for a person of the population."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from harness.commandline import ExitCode, UsageError
from simulators.card.authority import CardAuthority
from simulators.card.cardfile import write_card
from simulators.card.faults import ExpiredCertificate, Fault, RevokedCertificate, Validity
from simulators.card.memory import Cipher
from simulators.card.summary import certificates_of
from simulators.personalization.contactless import country_signer_of
from simulators.personalization.issue import (
    CERTIFIED_KEYS,
    DEFAULT_PERSON,
    DEFAULT_PIN,
    DEFAULT_PUK,
    Algorithm,
    CardOrder,
    new_card,
)

_FAULTS: dict[Validity, tuple[Fault, ...]] = {
    "valid": (),
    "expired": (ExpiredCertificate(),),
    "revoked": (RevokedCertificate(),),
}


class Written(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The line of --json."""

    card: str
    person: str
    civil_number: str
    seed: int
    algorithm: Algorithm
    authority: str | None
    country_signer: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--person",
        default=DEFAULT_PERSON,
        metavar="NAME",
        help="whose card, by the name in the roster (default: %(default)s)",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="people and keys come from it (default: 1)")
    parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", help="the day of issue (default: today)")
    parser.add_argument("--pin", default=DEFAULT_PIN, metavar="DIGITS", help="4 to 8 digits (default: %(default)s)")
    parser.add_argument("--puk", default=DEFAULT_PUK, metavar="DIGITS", help="8 digits (default: %(default)s)")
    parser.add_argument(
        "--algorithm", choices=get_args(Algorithm), default="p-256", help="of both keys (default: p-256)"
    )
    parser.add_argument(
        "--administrator", choices=get_args(Cipher), default="aes-128", help="cipher of key 9B (default: aes-128)"
    )
    parser.add_argument(
        "--certificates", choices=get_args(Validity), default="valid", help="what becomes of them (default: valid)"
    )
    parser.add_argument(
        "--authority", type=Path, metavar="FILE", help="write the authority's certificate and revocation list, PEM"
    )
    parser.add_argument(
        "--country-signer",
        type=Path,
        metavar="FILE",
        help="write the certificate that the contactless data leads to, PEM",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the card is written, mode 0600")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    parser.add_argument("--json", action="store_true", help="print what was written as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Make the card and write its file."""
    out: Path = arguments.out
    _check_outputs([out, arguments.authority, arguments.country_signer], force=arguments.force)
    now = datetime.now(UTC)
    if arguments.today is not None:
        now = now.replace(year=arguments.today.year, month=arguments.today.month, day=arguments.today.day)
    order = CardOrder(
        pin=arguments.pin, puk=arguments.puk, algorithm=arguments.algorithm, cipher=arguments.administrator
    )
    faults = _FAULTS[arguments.certificates]
    content = new_card(seed=arguments.seed, person=arguments.person, now=now, order=order, faults=faults).memory.content
    try:
        write_card(out, content)
        if arguments.authority is not None:
            revoked = certificates_of(content) if arguments.certificates == "revoked" else []
            arguments.authority.write_bytes(_authority_file(arguments.seed, revoked, now))
        if arguments.country_signer is not None:
            signer = country_signer_of(arguments.seed).parsed
            arguments.country_signer.write_bytes(signer.public_bytes(Encoding.PEM))
    except OSError as error:
        raise UsageError(f"cannot write {out} or its certificates: {error.strerror}; give another folder") from None
    written = Written(
        card=str(out),
        person=content.holder.person_id,
        civil_number=content.holder.civil_number,
        seed=content.seed,
        algorithm=arguments.algorithm,
        authority=str(arguments.authority) if arguments.authority else None,
        country_signer=str(arguments.country_signer) if arguments.country_signer else None,
    )
    keys = " and ".join(f"{reference:02X}" for reference in CERTIFIED_KEYS)
    line = f"{out}: card of {content.holder.name_en} ({written.person}), keys {keys} {arguments.algorithm}"
    sys.stdout.write((msgspec.json.encode(written).decode() if arguments.json else line) + "\n")
    return ExitCode.CONFORMANT


def _check_outputs(wanted: Sequence[Path | None], *, force: bool) -> None:
    """Look at every file before any is written: none is lost, and no file is written twice.

    Raises:
        UsageError: one is there already, stands for two things, or has no folder.
    """
    files = [file.absolute() for file in wanted if file is not None]
    for number, file in enumerate(files):
        if file in files[:number]:
            raise UsageError(f"{file} is named twice: the card and its certificates are files of their own")
        if file.exists() and not force:
            raise UsageError(f"{file} is there already; give another name, or --force to replace it")
        if not file.parent.is_dir():
            raise UsageError(f"cannot write {file}: there is no folder {file.parent}; give another file")


def _authority_file(seed: int, revoked: list[bytes], now: datetime) -> bytes:
    authority = CardAuthority(seed=seed)
    revocations = x509.load_der_x509_crl(authority.revocations(revoked, now=now))
    return authority.certificate.public_bytes(Encoding.PEM) + revocations.public_bytes(Encoding.PEM)
