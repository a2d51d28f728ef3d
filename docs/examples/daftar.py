"""The adapter of a vendor whose wire is not ours: forms go out, lines of text come back. docs/adapters.md reads it aloud.

An adapter is a codec: no socket, no clock, nothing kept between two calls. What it cannot read to the end is `Unmapped`.
"""

import base64
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness.protocol.codes import BY_CODE
from harness.protocol.encoding.attestation import make_attestation
from harness.protocol.encoding.statements import make_capture_proof, make_roster
from harness.protocol.messages.enrollment import ApplicantData
from harness.world import ports
from harness.world.ports import Accepted, AuditFact, Caller, Conversation, Facts

KUWAIT = timezone(timedelta(hours=3))
TIME = "%d/%m/%Y %H:%M:%S"
# a kind of answer: the lines without which it is none, and the methods that it answers, with their pages
KINDS = {
    "BEGUN": ("CASE TICKET STATUS TERMS", "open=/daftar/begin"), "DEED": ("CASE STATUS DEED LINK", "issue=/daftar/deliver"),
    "CASE": ("CASE STATUS", ("accept=/daftar/agree submit=/daftar/particulars confirm=/daftar/read-back selfie=/daftar/likeness "
             "otp=/daftar/sms-answer resend=/daftar/sms-again status=/daftar/look")), "MEMORY": ("", "records=/keeper/memory"),
    "HOLDER": ("HOLDER STATUS GRADE PIN", "activate=/daftar/seal state=/holder/card"), "WAYS": ("", "channels=/daftar/ways"),
    "USES": ("", "services=/holder/uses"), "USE": ("NAME", "use_service=/holder/use"), "WHY": ("REASON", "reason=/desk/why"),
    "DESK": ("STATUS", ("sign_up=/desk/enter confirm_codes=/desk/words choose_password=/desk/secret log_in=/desk/in "
             "recover=/desk/lost reset_password=/desk/found")), "OFFICERS": ("OFFICERS", "deliver_roster=/gate/officers"),
    "NOTED": ("NOTICE", "pay_fee=/gate/fee registry_changed=/gate/registry"), "MARGIN": ("NEXT_AFTER", "audit=/keeper/margin"),
    "HOUR": ("HOUR AHEAD", "clock_now=/keeper/hour clock_set=/keeper/wind"), "STRUCK": ("STRUCK", "revocations=/holder/struck"),
    "COLOPHON": ("MAKER EDITION WIRE NATION HOUR", "identify=/daftar/colophon"), "REACH": ("", "registry_set=/keeper/registry"),
}  # fmt: skip
CALLS = {name: (page, kind) for kind in KINDS for name, page in (pair.split("=") for pair in KINDS[kind][1].split())}
# an argument of the port: the field of the form, where it is not the same in capitals
ASKED = {
    "channel": "VIA", "method": "BY", "platform": "OS", "app_version": "BUILD", "terms_version": "TERMS", "language": "LANG",
    "notice_acknowledged": "SEEN", "civil_number": "CIVILID", "card_serial": "CARDNO", "hawyti_serial": "APPNO", "service": "USE",
    "nationality": "NATION", "passport_number": "PASSPORT", "email": "MAIL", "mobile": "GSM", "confirmed": "SURE",
    "image": "LIKENESS", "capture_proof": "LIKENESSPROOF", "code": "WORD", "csr": "REQUEST", "email_code": "MAILWORD",
    "offset_s": "AHEAD", "attestation": "PHONE", "notice_id": "NOTICE", "reference_number": "REQUESTNO", "status": "LIFE",
    "residency_article": "ARTICLE", "signup": "ENTRANT", "password": "SECRET", "repeated": "AGAINSECRET", "sms_code": "SMSWORD",
}  # fmt: skip
YES = {"accept": {"notice_acknowledged": True}, "confirm": {"confirmed": True}, "activate": {"confirmed": True}}
# the numbers of the wire, and the reason classes of docs/errors.md that they mean
NUMBERS = {
    "10": "GENERIC UNAVAILABLE THROTTLED NOT_FOUND METHOD_NOT_ALLOWED UNSUPPORTED_MEDIA_TYPE TOO_LARGE MALFORMED "
          "FIELD_NOT_ALLOWED FIELD_REQUIRED IDEMPOTENCY_KEY_REQUIRED KEY_CONFLICT TOKEN_INVALID DUPLICATE_IGNORED "
          "TEST_HOOK_DISABLED",
    "11": "PROOF_MISSING PROOF_INVALID PROOF_REPLAYED PROOF_KEY_MISMATCH CLOCK_SKEW SESSION_REQUIRED SESSION_EXPIRED "
          "SESSION_CLOSED NOT_REGISTERED DEVICE_REVOKED DEVICE_LIMIT CERT_NOT_ACTIVE STEP_UP_REQUIRED ASSURANCE_INSUFFICIENT "
          "IDENTITY_SUSPENDED",
    "12": "STEP_ORDER CHANNEL_DISABLED UPDATE_REQUIRED CONSENT_MISSING TERMS_NOT_ACCEPTED CONFIRMATION_REQUIRED "
          "CIVIL_NO_REQUIRED CIVIL_NO_INVALID SERIAL_REQUIRED SERIAL_FORMAT NATIONALITY_REQUIRED PASSPORT_REQUIRED "
          "PASSPORT_FORMAT EMAIL_REQUIRED EMAIL_INVALID MOBILE_REQUIRED MOBILE_INVALID SERIAL_KIND_NOT_ALLOWED "
          "REFERENCE_CONSUMED",
    "13": "FACE_QUALITY CAPTURE_NOT_LIVE DATA_MISMATCH PROOF_LOCKED SERIAL_STALE PASSPORT_MISMATCH FACE_MISMATCH NOT_ELIGIBLE "
          "SMART_CARD_REQUIRED TOO_YOUNG CATEGORY_EXCLUDED DATA_INCOMPLETE CHANNEL_NOT_ALLOWED PORTRAIT_MISSING LIVENESS_FAILED",
    "14": "OTP_INVALID OTP_EXPIRED OTP_USED OTP_LOCKED CSR_INVALID OTP_DELIVERY_FAILED",
    "15": "CODE_INVALID CODE_EXPIRED ALREADY_REGISTERED PASSWORD_WEAK PASSWORD_DIFFERS LOGIN_FAILED ROSTER_UNSIGNED ROSTER_STALE "
          "PROOF_REQUIRED",
}  # fmt: skip
REASONS = {f"E{tens}{ones:02}": reason for tens, row in NUMBERS.items() for ones, reason in enumerate(row.split(), 1)}
STATES = {
    "NEW": "OPENED", "AGREED": "TERMS_ACCEPTED", "FILLED": "DATA_ENTERED", "READ": "DATA_CONFIRMED", "TEXTED": "OTP_SENT",
    "PROVEN": "VERIFIED", "UNSEALED": "PIN_PENDING", "LIVE": "ACTIVE", "SHUT": "CLOSED", "RESTING": "SUSPENDED",
    "STRUCK": "REVOKED", "ENTERED": "SIGNUP_RECEIVED", "HEARD": "CODES_CONFIRMED", "OPENED": "ACCOUNT_OPENED",
    "IN": "LOGGED_IN", "SOUGHT": "RECOVERY_RECEIVED", "FOUND": "PASSWORD_SET",
}  # fmt: skip
FIELDS = {theirs: ours for ours, theirs in ASKED.items()}
FACTS: dict[str, tuple[str, Callable[[str], object]]] = {
    "CASE": ("session", str), "TICKET": ("access", str), "STATUS": ("state", STATES.__getitem__), "GRADE": ("level", str),
    "TERMS": ("terms_version", str), "RIDDLE": ("challenge", str), "TRIES": ("tries_left", int), "DIGITS": ("otp_length", int),
    "DEED": ("certificate", base64.b64decode), "STRUCK": ("crl", base64.b64decode), "HOLDER": ("identity", str),
    "PIN": ("pin_state", str), "WIRE": ("wire", str), "WAIT": ("retry_after_s", int), "FIELD": ("field", FIELDS.get),
    "AHEAD": ("offset_s", float), "MAKER": ("implementation", str), "EDITION": ("version", str), "NATION": ("nation", str),
    "ENTRANT": ("signup", str), "ENVIRONMENT": ("environment", str), "KEEPER": ("test_hooks", "Y".__eq__),
}  # fmt: skip


class DaftarAdapter:
    """The methods of `harness.world.ports.ServerPort`, made for the server at `base_url`."""

    def __init__(self, base_url: str) -> None:
        """The harness owns the connection; this wire signs pages, so the base URL is of no use here."""

    def __getattr__(self, name: str) -> Callable[..., Conversation]:
        """Whatever has no method below is one form made of its arguments."""
        if name not in CALLS:
            raise AttributeError(name)
        return lambda *caller, **given: self.ask(name, *caller, **given)

    def open(self, caller: Caller, **app: str) -> Conversation:
        """The app names itself, and a key of the phone's hardware vouches for the device key."""
        vouched = make_attestation(caller.hardware, device=caller.key.thumbprint()) if caller.hardware else None
        return self.ask("open", caller, **app, attestation=vouched)

    def submit(self, caller: Caller, *, data: ApplicantData) -> Conversation:
        """What the applicant leaves out is left out of the form."""
        return self.ask("submit", caller, **{name: getattr(data, name) for name in data.__struct_fields__})

    def selfie(self, caller: Caller, *, image: bytes, **capture: Any) -> Conversation:  # noqa: ANN401 - handed on as it comes
        """The picture in base64, and the signature of the device key over what the camera took as a JWS."""
        proof = make_capture_proof(caller.key, capture.pop("attested", image), **capture)
        return self.ask("selfie", caller, image=image, capture_proof=proof)

    def deliver_roster(self, **roster: Any) -> Conversation:  # noqa: ANN401 - handed on as it comes
        """The roster as a JWS; one that nobody signed says so itself."""
        return self.ask("deliver_roster", roster=make_roster(**roster))

    def issue(self, caller: Caller) -> Conversation:
        """The certificate request is made by the key store of the phone."""
        return self.ask("issue", caller, csr=caller.key.csr(common_name=caller.key.thumbprint()))

    def audit(self, *, after: int) -> Conversation:
        """Page by page, until one is empty; one that leads nowhere is not followed."""
        found: tuple[AuditFact, ...] = ()
        while isinstance(outcome := (yield from self.ask("audit", after=after)), Accepted) and outcome.facts.audit:
            if outcome.facts.audit[-1].sequence <= after:
                return ports.Unmapped(why="the margin goes in circles")
            found += outcome.facts.audit
            after = found[-1].sequence
        return Accepted(facts=replace(outcome.facts, audit=found)) if isinstance(outcome, Accepted) else outcome

    def ask(self, name: str, caller: Caller | None = None, **given: object) -> Conversation:
        """One form and its answer."""
        page, kind = CALLS[name]
        form = {ASKED.get(each, each.upper()): value for each, value in {**YES.get(name, {}), **given}.items()}
        if caller:
            own = (caller.session, caller.access, caller.idempotency_key, caller.language)
            form |= dict(zip(("CASE", "TICKET", "WISH", "LANG"), own, strict=True))
        body = urlencode({field: _text(value) for field, value in form.items() if value is not None}).encode()
        signed = [("x-signature", _signature(caller, page, body))] if caller else []
        headers = (("content-type", "application/x-www-form-urlencoded"), *signed)
        return _read(kind, (yield ports.Request(method="POST", path=page, headers=headers, body=body)))


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return ("N", "Y")[value] if isinstance(value, bool) else str(value)


def _signature(caller: Caller, page: str, body: bytes) -> str:
    stamp, nonce = caller.now.astimezone(KUWAIT).strftime(TIME), caller.fresh()
    signature = caller.key.sign("\n".join(("POST", page, stamp, nonce, hashlib.sha256(body).hexdigest())).encode())
    point = caller.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return ";".join((stamp, nonce, _text(point), _text(signature)))


def _read(kind: str, response: ports.Response) -> ports.Outcome:
    is_text = (response.header("content-type") or "").partition(";")[0] == "text/plain"
    try:
        head, *lines, end, rest = response.body.decode().split("\n")
        told = defaultdict[str, list[str]](list)
        for name, _, value in (line.partition("=") for line in lines):
            told[name].append(unquote(value))
        if is_text and (end, rest, response.status, head[:17]) == ("END", "", 409, "DAFTAR/2 REFUSAL "):
            reason = REASONS[head[17:]]
            return ports.Refused(native=head[17:], reason=reason, retry=BY_CODE[reason].retry, facts=_facts(told))
        is_kind = head == f"DAFTAR/2 {kind}" and told.keys() >= set(KINDS[kind][0].split())
        if is_text and is_kind and (end, rest, response.status) == ("END", "", 200):
            return Accepted(facts=_facts(told))
    except (ValueError, KeyError) as error:
        return ports.Unmapped(why=f"HTTP {response.status}: not a page of this wire: {error}")
    return ports.Unmapped(why=f"HTTP {response.status} with {head[:40]!r} is no whole refusal and no whole {kind}")


def _time(text: str) -> datetime:
    return datetime.strptime(text, TIME).replace(tzinfo=KUWAIT)


def _facts(told: Mapping[str, list[str]]) -> Facts:
    one: dict[str, Any] = {fact: read(told[line][0]) for line, (fact, read) in FACTS.items() if told[line]}
    rows = {line: [dict(parse_qsl(text)) for text in told[line]] for line in ("USE", "WAY", "WARNING", "KEPT", "ENTRY")}
    last = (told["HEAD.SEQUENCE"][0], told["HEAD.DIGEST"][0]) if told["HEAD.DIGEST"] else None
    return Facts(
        **one, text=" ".join(told["TITLE"] + told["SAY"] + told["SAY-EN"] + told["SAY-AR"]) or None,
        reasons=(*(REASONS[number] for number in told["REASON"]), *told["WHY"]), chain=tuple(map(base64.b64decode, told["LINK"])),
        server_time=_time(told["HOUR"][0]) if told["HOUR"] else None, audit=tuple(map(_entry, rows["ENTRY"])),
        services=tuple(use["NAME"] for use in rows["USE"]) or tuple(told["NAME"]),
        channels=tuple(way["CHANNEL"] for way in rows["WAY"]), notices=tuple(each["KIND"] for each in rows["WARNING"]),
        kept=tuple(ports.KeptFact(kind=each["KIND"], personal=each["PERSONAL"] == "Y") for each in rows["KEPT"]),
        audit_head=ports.AuditHead(sequence=int(last[0]), digest=bytes.fromhex(last[1])) if last else None,
    )  # fmt: skip


def _entry(row: Mapping[str, str]) -> AuditFact:
    page, action = row["ACTION"], {page: name for name, (page, _) in CALLS.items()}
    facts = tuple((name[6:].lower(), value) for name, value in row.items() if name.startswith("FACTS."))
    return AuditFact(
        sequence=int(row["SEQUENCE"]), at=_time(row["AT"]), action=action.get(page, page), outcome=row["OUTCOME"],
        code=REASONS[row["CODE"]] if "CODE" in row else None, session=row.get("CASE"), device=row.get("DEVICE"), facts=facts,
        material=base64.b64decode(row["MATERIAL"]), digest=bytes.fromhex(row["DIGEST"]),
    )  # fmt: skip
