"""Sign-ups and accounts, each one document."""

import msgspec
import sqlalchemy as sa

from harness.reference.appointments.rules import Account, Signup
from harness.reference.database import Connection, Statement, metadata, upsert

signups = sa.Table(
    "signups",
    metadata,
    sa.Column("signup_id", sa.Text, primary_key=True),
    sa.Column("expires_at_s", sa.Integer),
    sa.Column("document", sa.LargeBinary),
)
accounts = sa.Table(
    "accounts", metadata, sa.Column("person", sa.Text, primary_key=True), sa.Column("document", sa.LargeBinary)
)
_FIND_SIGNUP = Statement(sa.select(signups.c.document).where(signups.c.signup_id == sa.bindparam("signup_id")))
_KEEP_SIGNUP = upsert(signups, keys=("signup_id",))
_FORGET_SIGNUPS = Statement(sa.delete(signups).where(signups.c.expires_at_s < sa.bindparam("before_s")))
_FIND_ACCOUNT = Statement(sa.select(accounts.c.document).where(accounts.c.person == sa.bindparam("person")))
_KEEP_ACCOUNT = upsert(accounts, keys=("person",))
_signup_of = msgspec.json.Decoder(Signup)
_account_of = msgspec.json.Decoder(Account)


def find_signup(connection: Connection, signup_id: str) -> Signup | None:
    """A sign-up by its id."""
    row = connection.row(_FIND_SIGNUP, signup_id=signup_id)
    return _signup_of.decode(row[0]) if row else None


def keep_signup(connection: Connection, signup: Signup) -> None:
    """Write a sign-up."""
    expires_at_s = int(signup.expires_at.timestamp())
    document = msgspec.json.encode(signup)
    connection.run(_KEEP_SIGNUP, signup_id=signup.signup_id, expires_at_s=expires_at_s, document=document)


def forget_signups(connection: Connection, *, before_s: int) -> None:
    """Delete the sign-ups that expired before a moment (PRV-014)."""
    connection.run(_FORGET_SIGNUPS, before_s=before_s)


def find_account(connection: Connection, person: str) -> Account | None:
    """The account of a person."""
    row = connection.row(_FIND_ACCOUNT, person=person)
    return _account_of.decode(row[0]) if row else None


def keep_account(connection: Connection, account: Account) -> None:
    """Write an account."""
    connection.run(_KEEP_ACCOUNT, person=account.person, document=msgspec.json.encode(account))
