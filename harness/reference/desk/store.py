"""The roster of officers in force."""

import msgspec
import sqlalchemy as sa

from harness.protocol.messages.office import OfficerRoster
from harness.reference.database import Connection, Statement, metadata, upsert

_OFFICERS = "officers"

rosters = sa.Table(
    "rosters", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("document", sa.LargeBinary)
)
_FIND = Statement(sa.select(rosters.c.document).where(rosters.c.name == sa.bindparam("name")))
_KEEP = upsert(rosters, keys=("name",))
_roster_of = msgspec.json.Decoder(OfficerRoster)


def find_roster(connection: Connection) -> OfficerRoster | None:
    """The roster in force; None before the first."""
    row = connection.row(_FIND, name=_OFFICERS)
    return _roster_of.decode(row[0]) if row else None


def keep_roster(connection: Connection, roster: OfficerRoster) -> None:
    """Put a roster in force."""
    connection.run(_KEEP, name=_OFFICERS, document=msgspec.json.encode(roster))
