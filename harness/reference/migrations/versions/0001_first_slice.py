"""The tables of the first slice."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "server_secrets",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.Text, primary_key=True),
        sa.Column("expires_at_s", sa.Integer, nullable=False, index=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "tallies",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "idempotency",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("operation", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at_s", sa.Integer, nullable=False, index=True),
    )
    _identity_tables()
    _record_tables()


def _identity_tables() -> None:
    op.create_table(
        "identities",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("identity_id", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "devices",
        sa.Column("serial", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, nullable=False, index=True),
        sa.Column("person", sa.Text, sa.ForeignKey("identities.person"), nullable=False, index=True),
        sa.Column("identity_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("mobile", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("certificate", sa.LargeBinary, nullable=False),
        sa.Column("issued_at_us", sa.BigInteger, nullable=False),
    )
    active = sa.text("state = 'ACTIVE'")
    op.create_index(
        "one_active_device", "devices", ["person"], unique=True, sqlite_where=active, postgresql_where=active
    )


def _record_tables() -> None:
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=True),
        sa.Column("created_at_s", sa.Integer, nullable=False),
        sa.Column("delivered_at_s", sa.Integer, nullable=True),
        sa.Column("failed_at_s", sa.Integer, nullable=True),
    )
    waiting = sa.text("delivered_at_s IS NULL AND failed_at_s IS NULL")
    op.create_index(
        "waiting_messages", "outbox", ["recipient", "message_id"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=True),
        sa.Column("session_id", sa.Text, nullable=True),
        sa.Column("person", sa.Text, nullable=True),
        sa.Column("device", sa.Text, nullable=True),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("audit", "outbox", "devices", "identities", "idempotency", "tallies", "sessions", "server_secrets"):
        op.drop_table(table)
