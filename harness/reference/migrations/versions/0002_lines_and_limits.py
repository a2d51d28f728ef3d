"""What a phone is known by, what its holder was warned of, and the counters of messages and sources."""

import sqlalchemy as sa
from alembic import op

revision = "lines_and_limits"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns to the devices, and the table of counters."""
    op.add_column("devices", sa.Column("hardware", sa.Text, nullable=True))
    op.add_column("devices", sa.Column("mobile_changed_at_us", sa.BigInteger, nullable=True))
    op.add_column("devices", sa.Column("notices", sa.LargeBinary, nullable=True))
    op.add_column("devices", sa.Column("former_mobile", sa.Text, nullable=True))
    op.add_column("devices", sa.Column("revoked_at_us", sa.BigInteger, nullable=True))
    op.create_table(
        "meters",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("until_us", sa.BigInteger, nullable=False, index=True),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("meters")
    for name in ("revoked_at_us", "former_mobile", "notices", "mobile_changed_at_us", "hardware"):
        op.drop_column("devices", name)
