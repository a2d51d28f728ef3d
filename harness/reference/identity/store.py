"""Devices and the identities that they hold."""

from dataclasses import replace
from datetime import datetime

import msgspec
import sqlalchemy as sa

from harness.reference.audit import microseconds, moment_of
from harness.reference.database import Connection, Row, Statement, metadata, upsert
from harness.reference.identity.rules import Device, Notice

identities = sa.Table(
    "identities", metadata, sa.Column("person", sa.Text, primary_key=True), sa.Column("identity_id", sa.Text)
)
devices = sa.Table(
    "devices",
    metadata,
    sa.Column("serial", sa.Text, primary_key=True),
    sa.Column("device", sa.Text),
    sa.Column("person", sa.Text),
    sa.Column("identity_id", sa.Text),
    sa.Column("state", sa.Text),
    sa.Column("level", sa.Text),
    sa.Column("mobile", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("certificate", sa.LargeBinary),
    sa.Column("issued_at_us", sa.BigInteger),
    sa.Column("hardware", sa.Text),
    sa.Column("mobile_changed_at_us", sa.BigInteger),
    sa.Column("notices", sa.LargeBinary),
    sa.Column("former_mobile", sa.Text),
    sa.Column("revoked_at_us", sa.BigInteger),
)
_notices_of = msgspec.json.Decoder(tuple[Notice, ...])
suspensions = sa.Table(
    "suspensions", metadata, sa.Column("person", sa.Text, primary_key=True), sa.Column("since_s", sa.Integer)
)
_KEEP_IDENTITY = upsert(identities, keys=("person",))
_KEEP_DEVICE = upsert(devices, keys=("serial",))
_OF_PERSON = Statement(
    sa.select(devices)
    .where(devices.c.person == sa.bindparam("person"), devices.c.state != "REVOKED")
    .order_by(devices.c.issued_at_us)
)
_REVOKED = Statement(
    sa.select(devices.c.serial, devices.c.revoked_at_us)
    .where(devices.c.revoked_at_us.is_not(None))
    .order_by(devices.c.revoked_at_us)
)
_OF_DEVICE = Statement(
    sa.select(devices)
    .where(devices.c.device == sa.bindparam("device"))
    .order_by(sa.case((devices.c.state == "ACTIVE", 0), else_=1), devices.c.issued_at_us.desc())
    .limit(1)
)


_SUSPEND = upsert(suspensions, keys=("person",))
_RESUME = Statement(sa.delete(suspensions).where(suspensions.c.person == sa.bindparam("person")))
_SUSPENDED = Statement(sa.select(suspensions.c.since_s).where(suspensions.c.person == sa.bindparam("person")))


def set_suspended(connection: Connection, person: str, *, at_s: int | None) -> None:
    """Suspend the identity of a person from a moment on; None lifts it."""
    if at_s is None:
        connection.run(_RESUME, person=person)
    else:
        connection.run(_SUSPEND, person=person, since_s=at_s)


def keep_device(connection: Connection, device: Device) -> None:
    """Write a device and the identity that it holds."""
    connection.run(_KEEP_IDENTITY, person=device.person, identity_id=device.identity_id)
    connection.run(
        _KEEP_DEVICE,
        serial=device.serial,
        device=device.device,
        person=device.person,
        identity_id=device.identity_id,
        state=device.state,
        level=device.level,
        mobile=device.mobile,
        language=device.language,
        certificate=device.certificate,
        issued_at_us=microseconds(device.issued_at),
        hardware=device.hardware,
        mobile_changed_at_us=None if device.mobile_changed_at is None else microseconds(device.mobile_changed_at),
        notices=msgspec.json.encode(device.notices) if device.notices else None,
        former_mobile=device.former_mobile,
        revoked_at_us=None if device.revoked_at is None else microseconds(device.revoked_at),
    )


def devices_of_person(connection: Connection, person: str) -> tuple[Device, ...]:
    """Every device of the person that is not revoked, oldest first."""
    return tuple(_device(row) for row in connection.rows(_OF_PERSON, person=person))


def revoked_certificates(connection: Connection) -> tuple[tuple[int, datetime], ...]:
    """Serial number and time of every certificate that was revoked, oldest first."""
    return tuple((int(row[0], 16), moment_of(row[1])) for row in connection.rows(_REVOKED))


def device_of_key(connection: Connection, device: str) -> Device | None:
    """What a device key holds: the active row, else the newest; suspended where its person is."""
    row = connection.row(_OF_DEVICE, device=device)
    if row is None:
        return None
    found = _device(row)
    if found.state == "REVOKED" or connection.row(_SUSPENDED, person=found.person) is None:
        return found
    return replace(found, state="SUSPENDED")


def _device(row: Row) -> Device:
    return Device(
        serial=row[0],
        device=row[1],
        person=row[2],
        identity_id=row[3],
        state=row[4],
        level=row[5],
        mobile=row[6],
        language=row[7],
        certificate=row[8],
        issued_at=moment_of(row[9]),
        hardware=row[10],
        mobile_changed_at=None if row[11] is None else moment_of(row[11]),
        notices=_notices_of.decode(row[12]) if row[12] else (),
        former_mobile=row[13],
        revoked_at=None if row[14] is None else moment_of(row[14]),
    )
