"""What other authorities told: their notices, changes of the registry, identities that are suspended."""

import sqlalchemy as sa
from alembic import op

revision = "notices_and_changes"
down_revision = "lines_and_limits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notices",
        sa.Column("sender", sa.Text, primary_key=True),
        sa.Column("notice_id", sa.Text, primary_key=True),
        sa.Column("at_s", sa.Integer, nullable=False),
    )
    op.create_table(
        "registry_changes",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "suspensions",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("since_s", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("suspensions", "registry_changes", "notices"):
        op.drop_table(table)
