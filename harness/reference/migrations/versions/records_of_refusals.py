"""Why people were refused, when counters were written last, and the roster of officers."""

import sqlalchemy as sa
from alembic import op

revision = "records_of_refusals"
down_revision = "accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the column."""
    op.create_table(
        "refusals",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("differing", sa.Text, nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "rosters",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.add_column("tallies", sa.Column("at_s", sa.BigInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("tallies", "at_s")
    op.drop_table("rosters")
    op.drop_table("refusals")
