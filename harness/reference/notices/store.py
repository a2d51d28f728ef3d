"""The notices that were taken."""

import sqlalchemy as sa

from harness.reference.database import Connection, Statement, metadata

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("sender", sa.Text, primary_key=True),
    sa.Column("notice_id", sa.Text, primary_key=True),
    sa.Column("at_s", sa.Integer),
)
_FIND = Statement(
    sa.select(notices.c.at_s).where(
        notices.c.sender == sa.bindparam("sender"), notices.c.notice_id == sa.bindparam("notice_id")
    )
)
_KEEP = Statement(sa.insert(notices).values({c.name: sa.bindparam(c.name) for c in notices.c}))


def taken(connection: Connection, *, sender: str, notice_id: str) -> bool:
    """Whether this notice was taken before."""
    return connection.row(_FIND, sender=sender, notice_id=notice_id) is not None


def keep(connection: Connection, *, sender: str, notice_id: str, at_s: int) -> None:
    """Remember a notice."""
    connection.run(_KEEP, sender=sender, notice_id=notice_id, at_s=at_s)
