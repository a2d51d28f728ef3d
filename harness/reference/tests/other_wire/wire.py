"""The codec of the other wire: form-encoded requests, answers of lines that begin with their kind and end with END.

Both directions follow the types of our messages, so a message more needs nothing here.

    DAFTAR/2 CASE                         DAFTAR/2 REFUSAL E1207
    CASE=Qk3...                           FIELD=CIVILID
    STATUS=AGREED                         SAY-EN=Correct the field that is named and send again.
    UNTIL=22/11/2026 23:30:00             END
    END

A time is Kuwait's, without a zone. In a value `%`, CR and LF are percent-encoded. An item of a list is a line of its own, and a
table inside one is form-encoded.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from msgspec import inspect

from harness.protocol.encoding import jose
from harness.protocol.encoding.strict_json import Fault, StrictJsonError
from harness.protocol.messages import Message
from harness.protocol.messages.about import About
from harness.protocol.messages.office import Reason
from harness.protocol.messages.problem import Problem
from harness.protocol.messages.testing import AuditExport, AuditRecord, KeptRecords
from harness.reference import audit
from harness.reference.refusal import Refusal
from harness.reference.tests.other_wire.words import ASKED, KINDS, NUMBERS, PAGES, STATES, TOLD, UNTOLD

WIRE = "DAFTAR/2"
_KUWAIT = timezone(timedelta(hours=3))
_TIME = "%d/%m/%Y %H:%M:%S"
_TRUTH = {"Y": True, "N": False}

# -- requests


def read_form(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form.

    Raises:
        Refusal: MALFORMED.
    """
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), errors="strict")
    except ValueError:
        raise Refusal("MALFORMED") from None


def as_json(form: Iterable[tuple[str, str]], kind: type[msgspec.Struct]) -> bytes:
    """Our message out of the fields that are left for it; what it does not know stays, for the strict reader to refuse.

    Raises:
        StrictJsonError: a field that stands twice.
    """
    message: dict[str, Any] = {}
    places = _places(kind)
    for name, text in form:
        path, its_type = places.get(name, ((name,), None))
        table = message
        for step in path[:-1]:
            table = table.setdefault(step, {})
        if isinstance(its_type, inspect.ListType):
            table.setdefault(path[-1], []).append(_value(text, its_type.item_type))
        elif path[-1] in table:
            raise StrictJsonError(Fault.DUPLICATE_KEY, name)
        else:
            table[path[-1]] = _value(text, its_type)
    return json.dumps(message).encode()


def _places(kind: type, prefix: tuple[str, ...] = ()) -> dict[str, tuple[tuple[str, ...], inspect.Type]]:
    found: dict[str, tuple[tuple[str, ...], inspect.Type]] = {}
    described = inspect.type_info(kind)
    for field in described.fields if isinstance(described, inspect.StructType) else ():
        path, its_type = (*prefix, field.encode_name), _there(field.type)
        if isinstance(its_type, inspect.StructType):
            found |= _places(its_type.cls, path)
        else:
            found[ASKED.get(".".join(path), ".".join(path).upper())] = (path, its_type)
    return found


def _there(its_type: inspect.Type) -> inspect.Type:
    """The type without "or absent" and without its description."""
    while isinstance(its_type, inspect.Metadata | inspect.UnionType):
        if isinstance(its_type, inspect.Metadata):
            its_type = its_type.type
        else:
            its_type = next(one for one in its_type.types if not isinstance(one, inspect.NoneType))
    return its_type


def _value(text: str, its_type: inspect.Type | None) -> object:
    match its_type:
        case inspect.BoolType():
            return _TRUTH.get(text, text)
        case inspect.IntType() | inspect.FloatType():
            return _number(text)
        case inspect.DateTimeType():
            return datetime.strptime(text, _TIME).replace(tzinfo=_KUWAIT).isoformat()
        case inspect.StructType():
            return json.loads(as_json(parse_qsl(text, keep_blank_values=True), its_type.cls))
        case inspect.DictType():
            return dict(parse_qsl(text, keep_blank_values=True))
        case _:
            return text


def _number(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def read_seal(text: str | None, *, method: str, path: str, body: bytes, ticket: str | None) -> jose.DpopProof:
    """The signature of the device key over this very request: `X-Signature: time;nonce;public key;signature`.

    It binds what a DPoP proof binds, in other bytes: so the rules that judge a proof can judge it.

    Raises:
        Refusal: PROOF_MISSING or PROOF_INVALID.
    """
    if text is None:
        raise Refusal("PROOF_MISSING")
    try:
        stamp, nonce, point, signature = text.split(";")
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64decode(point, validate=True))
        signed = "\n".join((method, path, stamp, nonce, hashlib.sha256(body).hexdigest()))
        key.verify(_der(b64decode(signature, validate=True)), signed.encode(), ec.ECDSA(hashes.SHA256()))
        made_at = datetime.strptime(stamp, _TIME).replace(tzinfo=_KUWAIT)
    except (ValueError, InvalidSignature):
        raise Refusal("PROOF_INVALID") from None
    return jose.DpopProof(
        key=key,
        thumbprint=jose.thumbprint(jose.jwk_of(key)),
        proof_id=nonce,
        method=method,
        uri=path,
        issued_at=int(made_at.timestamp()),
        token_hash=jose.access_token_hash(ticket) if ticket else None,
    )


def _der(signature: bytes) -> bytes:
    half = len(signature) // 2
    return encode_dss_signature(int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))


# -- answers


def answer(message: Message) -> bytes:
    """An answer of this wire that tells what ours tells."""
    if isinstance(message, Problem):
        head, field = f"REFUSAL {NUMBERS[message.code]}", message.field
        message = msgspec.structs.replace(message, field=field and ASKED.get(field, field.upper()))
    else:
        head = KINDS.get(type(message).__name__, type(message).__name__.upper())
    lines = [f"{name}={_escaped(text)}" for name, text in _pairs(_table(message)) if name]
    return "\n".join([f"{WIRE} {head}", *lines, "END", ""]).encode()


def _table(message: Message) -> Mapping[str, Any]:
    table: dict[str, Any] = msgspec.to_builtins(message, builtin_types=(datetime,))
    if isinstance(message, AuditExport):
        for line, record in zip(table["records"], message.records, strict=True):
            line["material"] = b64encode(_material(record)).decode()
    if isinstance(message, KeptRecords):
        table["kept"] = table.pop("records")
    if isinstance(message, Reason):
        table["reason"] = NUMBERS[message.code]
    for name in type(message).__struct_fields__:
        if isinstance(value := getattr(message, name), str):
            table.setdefault(name, value)  # our wire leaves out what is always the same
    return {**table, "wire": WIRE} if isinstance(message, About) else table


def _material(record: AuditRecord) -> bytes:
    """What the digest of an audit line covers, told as it is: this wire tells no microseconds elsewhere."""
    facts = msgspec.json.encode(record.facts).decode()
    line = [record.action, record.outcome, record.code, record.session_id, record.person, record.device, facts]
    return msgspec.json.encode([audit.microseconds(record.at), *line])


def _pairs(table: Mapping[str, Any], prefix: str = "", *, in_list: bool = False) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        path = f"{prefix}{key}".removeprefix("session.")
        if isinstance(value, dict):
            yield from _pairs(value, f"{path}.", in_list=in_list)
        elif in_list or path not in UNTOLD:
            name = TOLD.get(path, path.upper())
            for item in value if isinstance(value, list) else [value]:
                inner = urlencode(list(_pairs(item, in_list=True))) if isinstance(item, dict) else _text(path, item)
                yield name, inner


def _text(path: str, value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(_KUWAIT).strftime(_TIME)
    if isinstance(value, bool):
        return "Y" if value else "N"
    words = {"state": STATES, "action": PAGES, "code": NUMBERS}.get(path, {})
    return words.get(str(value), str(value))


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
