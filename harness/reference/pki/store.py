"""The secrets of a server: made at its first start, kept in its database."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from harness.reference.database import Connection, Statement, metadata
from harness.reference.pki.rules import Authority, authority_certificate, name_of

_DER = serialization.Encoding.DER
server_secrets = sa.Table(
    "server_secrets", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.LargeBinary)
)
_FIND = Statement(sa.select(server_secrets.c.value).where(server_secrets.c.name == sa.bindparam("name")))
_INSERT = Statement(sa.insert(server_secrets))


@dataclass(frozen=True, kw_only=True)
class Birth:
    """What a first start needs: entropy, and who the authority is."""

    secret: bytes = field(repr=False)
    keys: tuple[ec.EllipticCurvePrivateKey, ec.EllipticCurvePrivateKey] = field(repr=False)
    serials: tuple[int, int]
    authority: str
    now: datetime


def find_secret(connection: Connection, name: str) -> bytes | None:
    """A secret by its name."""
    row = connection.row(_FIND, name=name)
    value: bytes | None = row[0] if row else None
    return value


def first_start(connection: Connection, birth: Birth) -> None:
    """Make secret and authority where there are none; a second start changes nothing."""
    if find_secret(connection, "hmac") is not None:
        return
    root_key, issuing_key = birth.keys
    root = (name_of(birth.authority, f"{birth.authority} test root"), root_key)
    issuing = (name_of(birth.authority, f"{birth.authority} test issuing authority"), issuing_key.public_key())
    root_certificate = authority_certificate(
        (root[0], root_key.public_key()), root, serial=birth.serials[0], now=birth.now, path_length=1
    )
    issuing_certificate = authority_certificate(issuing, root, serial=birth.serials[1], now=birth.now, path_length=0)
    kept = {
        "hmac": birth.secret,
        "issuing_key": issuing_key.private_bytes(_DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        "issuing_certificate": issuing_certificate.public_bytes(_DER),
        "root_certificate": root_certificate.public_bytes(_DER),
    }
    for name, value in kept.items():
        connection.run(_INSERT, name=name, value=value)


def load_authority(connection: Connection) -> Authority:
    """The issuing authority that the first start made."""
    stored = [find_secret(connection, name) for name in ("issuing_key", "issuing_certificate", "root_certificate")]
    key_bytes, issuing, root = (value or b"" for value in stored)
    key = serialization.load_der_private_key(key_bytes, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the issuing key is not an EC key")
    return Authority(key=key, certificate=x509.load_der_x509_certificate(issuing), chain=(issuing, root))
