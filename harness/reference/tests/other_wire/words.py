"""The words of the other wire, as tables: an operation, an error, a field or a state more is one row here.

What has no row goes by its own name in capitals, an operation by a page of its name; an error without a number cannot be told.
"""

PAGES = {
    "channels": "/daftar/ways",
    "open": "/daftar/begin",
    "status": "/daftar/look",
    "accept": "/daftar/agree",
    "submit": "/daftar/particulars",
    "confirm": "/daftar/read-back",
    "selfie": "/daftar/likeness",
    "otp": "/daftar/sms-answer",
    "resend": "/daftar/sms-again",
    "issue": "/daftar/deliver",
    "activate": "/daftar/seal",
    "state": "/holder/card",
    "services": "/holder/uses",
    "service.use": "/holder/use",
    "fee.paid": "/gate/fee",
    "registry.changed": "/gate/registry",
    "sign_up": "/desk/enter",
    "confirm_codes": "/desk/words",
    "choose_password": "/desk/secret",
    "log_in": "/desk/in",
    "recover": "/desk/lost",
    "reset_password": "/desk/found",
    "revocations": "/holder/struck",
    "records": "/keeper/memory",
    "registry.set": "/keeper/registry",
    "roster": "/gate/officers",
    "reason": "/desk/why",
    "about": "/daftar/colophon",
    "clock.now": "/keeper/hour",
    "clock.set": "/keeper/wind",
    "audit": "/keeper/margin",
}
"""Our operation: the page of this wire."""

KINDS = {
    "Channels": "WAYS",
    "SessionOpened": "BEGUN",
    "Session": "CASE",
    "CertificateIssued": "DEED",
    "Identity": "HOLDER",
    **dict.fromkeys(
        ("SignupReceived", "CodesConfirmed", "AccountOpened", "LoggedIn", "RecoveryReceived", "PasswordReset"), "DESK"
    ),
    "Services": "USES",
    "RevocationList": "STRUCK",
    "KeptRecords": "MEMORY",
    "RegistryReach": "REACH",
    "RosterInForce": "OFFICERS",
    "Reason": "WHY",
    "Service": "USE",
    "About": "COLOPHON",
    "Clock": "HOUR",
    "AuditExport": "MARGIN",
}
"""Our message: what the first line of an answer calls it."""

STATES = {
    "OPENED": "NEW",
    "TERMS_ACCEPTED": "AGREED",
    "DATA_ENTERED": "FILLED",
    "DATA_CONFIRMED": "READ",
    "OTP_SENT": "TEXTED",
    "VERIFIED": "PROVEN",
    "PIN_PENDING": "UNSEALED",
    "ACTIVE": "LIVE",
    "CLOSED": "SHUT",
    "SUSPENDED": "RESTING",
    "REVOKED": "STRUCK",
    "SIGNUP_RECEIVED": "ENTERED",
    "CODES_CONFIRMED": "HEARD",
    "ACCOUNT_OPENED": "OPENED",
    "LOGGED_IN": "IN",
    "RECOVERY_RECEIVED": "SOUGHT",
    "PASSWORD_SET": "FOUND",
}
"""Our states of a session, of an identity and of an account."""

ASKED = {
    "session_id": "CASE",
    "channel": "VIA",
    "method": "BY",
    "attestation": "PHONE",
    "service_id": "USE",
    "app.platform": "OS",
    "app.version": "BUILD",
    "terms_version": "TERMS",
    "language": "LANG",
    "notice_acknowledged": "SEEN",
    "civil_number": "CIVILID",
    "card_serial": "CARDNO",
    "hawyti_serial": "APPNO",
    "nationality": "NATION",
    "passport_number": "PASSPORT",
    "email": "MAIL",
    "mobile": "GSM",
    "confirmed": "SURE",
    "image": "LIKENESS",
    "capture_proof": "LIKENESSPROOF",
    "code": "WORD",
    "sms_code": "SMSWORD",
    "email_code": "MAILWORD",
    "signup_id": "ENTRANT",
    "password": "SECRET",
    "repeated": "AGAINSECRET",
    "csr": "REQUEST",
    "offset_s": "AHEAD",
    "notice_id": "NOTICE",
    "reference_number": "REQUESTNO",
    "status": "LIFE",
    "residency_article": "ARTICLE",
}
"""Our field of a request, nested ones with a dot: the field of this wire."""

SAID = {"activate": (("PIN_STATE", "set"),)}
"""What coming to a page says without a field for it."""

TOLD = {
    "session_id": "CASE",
    "state": "STATUS",
    "expires_at": "UNTIL",
    "capture_challenge": "RIDDLE",
    "level": "GRADE",
    "otp.sent_to": "SENTTO",
    "otp.length": "DIGITS",
    "otp.expires_at": "SMSUNTIL",
    "otp.tries_left": "TRIES",
    "otp.sends_left": "SENDS",
    "access_token": "TICKET",
    "terms.version": "TERMS",
    "terms.notice_en": "SAY-EN",
    "terms.notice_ar": "SAY-AR",
    "certificate": "DEED",
    "chain": "LINK",
    "identity_id": "HOLDER",
    "pin_state": "PIN",
    "services": "USE",
    "channels": "WAY",
    "service_id": "NAME",
    "notices": "WARNING",
    "signup_id": "ENTRANT",
    "notice_id": "NOTICE",
    "implementation": "MAKER",
    "version": "EDITION",
    "test_hooks": "KEEPER",
    "server_time": "HOUR",
    "now": "HOUR",
    "offset_s": "AHEAD",
    "records": "ENTRY",
    "items": "WHY",
    "crl": "STRUCK",
    "field": "FIELD",
    "reasons": "WHY",
    "tries_left": "TRIES",
    "retry_after_s": "WAIT",
    "terms_version": "TERMS",
    "detail": "SAY",
    "remedy.en": "SAY-EN",
    "remedy.ar": "SAY-AR",
}
"""Our field of an answer: the line of this wire."""

UNTOLD = ("type", "status", "instance", "code", "retry", "token_type")
"""Fields of ours that an answer of this wire has no line for, outside the entries of a list."""

_GROUPS = {
    10: "GENERIC UNAVAILABLE THROTTLED NOT_FOUND METHOD_NOT_ALLOWED UNSUPPORTED_MEDIA_TYPE TOO_LARGE MALFORMED "
        "FIELD_NOT_ALLOWED FIELD_REQUIRED IDEMPOTENCY_KEY_REQUIRED KEY_CONFLICT TOKEN_INVALID DUPLICATE_IGNORED "
          "TEST_HOOK_DISABLED",
    11: "PROOF_MISSING PROOF_INVALID PROOF_REPLAYED PROOF_KEY_MISMATCH CLOCK_SKEW SESSION_REQUIRED SESSION_EXPIRED "
        "SESSION_CLOSED NOT_REGISTERED DEVICE_REVOKED DEVICE_LIMIT CERT_NOT_ACTIVE STEP_UP_REQUIRED ASSURANCE_INSUFFICIENT "
        "IDENTITY_SUSPENDED",
    12: "STEP_ORDER CHANNEL_DISABLED UPDATE_REQUIRED CONSENT_MISSING TERMS_NOT_ACCEPTED CONFIRMATION_REQUIRED "
        "CIVIL_NO_REQUIRED CIVIL_NO_INVALID SERIAL_REQUIRED SERIAL_FORMAT NATIONALITY_REQUIRED PASSPORT_REQUIRED "
        "PASSPORT_FORMAT EMAIL_REQUIRED EMAIL_INVALID MOBILE_REQUIRED MOBILE_INVALID SERIAL_KIND_NOT_ALLOWED "
        "REFERENCE_CONSUMED",
    13: "FACE_QUALITY CAPTURE_NOT_LIVE DATA_MISMATCH PROOF_LOCKED SERIAL_STALE PASSPORT_MISMATCH FACE_MISMATCH "
        "NOT_ELIGIBLE SMART_CARD_REQUIRED TOO_YOUNG CATEGORY_EXCLUDED DATA_INCOMPLETE CHANNEL_NOT_ALLOWED "
        "PORTRAIT_MISSING LIVENESS_FAILED",
    14: "OTP_INVALID OTP_EXPIRED OTP_USED OTP_LOCKED CSR_INVALID OTP_DELIVERY_FAILED",
    15: "CODE_INVALID CODE_EXPIRED ALREADY_REGISTERED PASSWORD_WEAK PASSWORD_DIFFERS LOGIN_FAILED "
        "ROSTER_UNSIGNED ROSTER_STALE PROOF_REQUIRED",
}  # fmt: skip
NUMBERS = {code: f"E{tens}{ones:02}" for tens, row in _GROUPS.items() for ones, code in enumerate(row.split(), 1)}
"""Our code of the error table: the number of this wire. A code more goes to the end of its row, so that no number moves."""
