"""What the registry told since the roster was loaded: one row a person, under the keyed name of the person."""

from dataclasses import fields, replace

import msgspec
import sqlalchemy as sa

from harness.reference.database import Connection, Statement, metadata, upsert
from harness.reference.registry.rules import Change

registry_changes = sa.Table(
    "registry_changes", metadata, sa.Column("person", sa.Text, primary_key=True), sa.Column("document", sa.LargeBinary)
)
_FIND = Statement(sa.select(registry_changes.c.document).where(registry_changes.c.person == sa.bindparam("person")))
_KEEP = upsert(registry_changes, keys=("person",))
_change_of = msgspec.json.Decoder(Change)


def find(connection: Connection, person: str) -> Change:
    """Everything that changed for a person; an empty change where nothing did."""
    row = connection.row(_FIND, person=person)
    return _change_of.decode(row[0]) if row else Change()


def add(connection: Connection, person: str, change: Change) -> None:
    """Write what changed now on top of what changed before."""
    news = {each.name: value for each in fields(change) if (value := getattr(change, each.name)) is not None}
    whole = replace(find(connection, person), **news)
    connection.run(_KEEP, person=person, document=msgspec.json.encode(whole))
