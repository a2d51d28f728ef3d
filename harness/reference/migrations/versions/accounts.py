"""Sign-ups and accounts of the booking platform."""

import sqlalchemy as sa
from alembic import op

revision = "accounts"
down_revision = "notices_and_changes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "signups",
        sa.Column("signup_id", sa.Text, primary_key=True),
        sa.Column("expires_at_s", sa.Integer, nullable=False, index=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "accounts",
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("accounts")
    op.drop_table("signups")
