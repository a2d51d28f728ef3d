"""A test hook: the server forgets what it did for some people, so that a roster serves one run of tests after another.

Forgotten is every row that names the person, in whatever table, and what was counted for person and number. The audit log
stays, for nothing may leave it; sessions and answers stay until they are too old, for they are of no use to another device.
"""

from collections.abc import Iterable

import sqlalchemy as sa

from harness.protocol.messages import testing
from harness.reference.audit import audit
from harness.reference.database import Connection, Statement, metadata
from harness.reference.enrollment.store import erase_meters
from harness.reference.identity.rules import person_key


def forget(connection: Connection, people: Iterable[testing.Leased], secret: bytes) -> None:
    """Forget these people."""
    erasing = [
        Statement(sa.delete(table).where(table.c.person == sa.bindparam("person")))
        for table in metadata.sorted_tables
        if "person" in table.c and table is not audit
    ]
    for each in people:
        numbers = [number for number in (each.civil_number, each.reference_number) if number is not None]
        for person in (person_key(number, secret) for number in numbers):
            for statement in erasing:
                connection.run(statement, person=person)
            erase_meters(connection, person, mobile=each.mobile, secret=secret)
