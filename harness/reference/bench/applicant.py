"""A person with a phone who enrolls over HTTP, by the contract alone: keys, proofs and messages, no simulator."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from harness.commandline import HarnessError
from harness.protocol.encoding import jose, strict_json
from harness.protocol.messages import Message, enrollment, identity
from harness.protocol.operations import (
    ACCEPT,
    ACTIVATE,
    CONFIRM,
    ISSUE,
    OPEN,
    OTP,
    SELFIE,
    SUBMIT,
    Operation,
    Security,
)
from harness.reference.bench.client import Connection, request
from harness.reference.bench.smsc import Inboxes
from harness.world.roster import RosterPerson

STEPS = (OPEN, ACCEPT, SUBMIT, CONFIRM, SELFIE, OTP, ISSUE, ACTIVATE)
"""The requests of one enrollment."""
_ES256 = ec.ECDSA(hashes.SHA256())
Answered = TypeVar("Answered", bound=Message)


class DeviceKey:
    """A P-256 key that signs."""

    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """The public half."""
        return self.private.public_key()

    def sign(self, data: bytes) -> bytes:
        """Sign with ECDSA and SHA-256; *Shape*: r || s, 64 bytes."""
        r, s = decode_dss_signature(self.private.sign(data, _ES256))
        return r.to_bytes(jose.P256_BYTES, "big") + s.to_bytes(jose.P256_BYTES, "big")

    def csr(self) -> bytes:
        """A PKCS #10 request for this key, DER."""
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
        built = x509.CertificateSigningRequestBuilder().subject_name(name).sign(self.private, hashes.SHA256())
        return built.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody of the roster with the picture that is sent as the selfie: the one that is registered."""

    entry: RosterPerson
    picture: bytes

    @classmethod
    def of(cls, entry: RosterPerson, folder: Path) -> "Person":
        """The person of a roster that stands in a folder."""
        return cls(entry=entry, picture=(folder / entry.portrait).read_bytes() if entry.portrait else b"")


class Applicant:
    """One enrollment of one person on one new phone."""

    def __init__(self, person: Person, *, connection: Connection, host: bytes, inboxes: Inboxes) -> None:
        self._person = person
        self._connection = connection
        self._host = host
        self._inboxes = inboxes
        self._key = DeviceKey()
        self._session = ""
        self._access: str | None = None

    async def prove(self) -> str:
        """From the opening to the selfie; the code that came."""
        app = enrollment.App(platform="android", version="3.0")
        opened = await self._ask(
            OPEN, enrollment.OpenSession(channel="phone", method="manual", app=app), enrollment.SessionOpened
        )
        self._session, self._access = opened.session.session_id, opened.access_token
        terms = enrollment.AcceptTerms(terms_version=opened.terms.version, language="en", notice_acknowledged=True)
        await self._ask(ACCEPT, terms, enrollment.Session)
        await self._ask(SUBMIT, self._data(), enrollment.Session)
        confirmed = await self._ask(CONFIRM, enrollment.ConfirmData(confirmed=True), enrollment.Session)
        await self._ask(SELFIE, self._selfie(confirmed.capture_challenge or ""), enrollment.Session)
        return await self._inboxes.code(self._person.entry.mobile)

    async def enroll(self) -> None:
        """The whole way to an active identity."""
        await self._ask(OTP, enrollment.EnterOtp(code=await self.prove()), enrollment.Session)
        csr = base64.b64encode(self._key.csr()).decode()
        await self._ask(ISSUE, enrollment.IssueCertificate(csr=csr), enrollment.CertificateIssued)
        await self._ask(ACTIVATE, enrollment.Activate(pin_state="set", confirmed=True), identity.Identity)

    def _data(self) -> enrollment.ApplicantData:
        entry = self._person.entry
        return enrollment.ApplicantData(
            civil_number=entry.civil_number,
            card_serial=entry.card.serial if entry.card else None,
            nationality=entry.nationality,
            email=entry.email,
            mobile=entry.mobile,
        )

    def _selfie(self, challenge: str) -> enrollment.Selfie:
        picture = self._person.picture
        claims = {
            "challenge": challenge,
            "image_sha256": jose.b64url(hashlib.sha256(picture).digest()),
            "captured_at": int(datetime.now(UTC).timestamp()),
        }
        proof = jose.sign_compact(self._key, {"typ": "capture+jwt"}, json.dumps(claims).encode())
        return enrollment.Selfie(image=base64.b64encode(picture).decode(), capture_proof=proof)

    async def _ask(self, operation: Operation, message: Message, kind: type[Answered]) -> Answered:
        path = operation.path.replace("{session_id}", self._session)
        access = self._access if operation.security is Security.SESSION else None
        proof = jose.make_dpop(
            self._key,
            method=operation.method,
            uri=f"http://{self._host.decode()}{path}",
            issued_at=datetime.now(UTC),
            proof_id=token_urlsafe(16),
            access_token=access,
        )
        headers = [("dpop", proof), ("idempotency-key", token_urlsafe(16)), ("accept-language", "en")]
        if access is not None:
            headers.append(("authorization", f"DPoP {access}"))
        sent = request(operation.method, path, self._host, headers=headers, body=strict_json.encode(message))
        status, body = await self._connection.ask(sent)
        if status != operation.status:
            raise HarnessError(f"the bench's {operation.name} was answered {status}: {body[:200]!r}")
        return strict_json.decode(body, kind)
