"""The captures that were sent before, as keyed hashes and prints."""

import sqlalchemy as sa
from alembic import op

revision = "captures"
down_revision = "records_of_refusals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "captures",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("session_id", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("print", sa.LargeBinary, nullable=False),
        sa.Column("at_s", sa.Integer, nullable=False, index=True),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("captures")
