"""What other authorities of the world tell the target: the payment service and the civil registry."""

import secrets
from pathlib import Path
from typing import Literal

from conformance.session import TOKEN_FILE, Session
from harness.commandline import HarnessError
from harness.world.ports import Outcome, converse
from simulators.journey import WayBlockedError
from simulators.population.people import Person


def fresh_notice() -> str:
    """A name for a notice that no other has."""
    return secrets.token_hex(16)


def pay_fee(run: Session, person: Person, *, notice_id: str, token: str | None = None) -> Outcome:
    """The payment service, or with another `token` somebody else, tells that the fee of the person's request was paid."""
    if person.reference_number is None:
        raise WayBlockedError(f"pay_fee: {person.person_id} has no request", None)
    told = run.port.pay_fee(token=token or _token(run), notice_id=notice_id, reference_number=person.reference_number)
    return converse(told, run.journal.recorded(run.network, actor="payment service"))


def change_registry(
    run: Session,
    person: Person,
    *,
    status: Literal["active", "cancelled", "deceased"] | None = None,
    residency_article: int | None = None,
) -> Outcome:
    """The civil registry tells that the person's entry changed; what is not named stays as it was."""
    told = run.port.registry_changed(
        token=_token(run),
        notice_id=fresh_notice(),
        civil_number=person.civil_number,
        status=status,
        residency_article=residency_article,
    )
    return converse(told, run.journal.recorded(run.network, actor="civil registry"))


def serial_in(run: Session, text: str) -> str | None:
    """The Hawyti serial in a message; from now on it is masked in evidence."""
    match = run.target.serial_pattern().search(text)
    if match is None:
        return None
    run.journal.masker.learn("serial", match.group(1))
    return match.group(1)


def _token(run: Session) -> str:
    path = Path(run.target.notices.token_file or Path(run.info.work) / TOKEN_FILE)
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise HarnessError(f"[notices] token_file: {path}: {error.strerror}") from None
