"""Masking keeps identity: a secret becomes a token keyed by the run, so equal values stay equal and nothing can be read back."""

import hashlib
import hmac
import json
import re
from urllib.parse import parse_qsl, urlencode

_SECRET_FIELDS = {
    "code": "otp",
    "access_token": "token",
    "capture_proof": "proof",
    "roster": "roster",
    "attestation": "proof",
    "image": "image",
    "csr": "csr",
    "pin": "pin",
    "password": "password",
}
_SECRET_ENDINGS = ("token", "password", "secret", "pin", "otp")
_SECRET_HEADERS = {"authorization": "token", "dpop": "proof", "cookie": "cookie", "set-cookie": "cookie"}
_LONG = 65_536
_MIN_SECRET = 4
_MAX_PLAIN = 128
"""No name, number or address of a form is longer; a picture, a proof and a certificate request are."""
_FORM = re.compile(r"[\w.-]+=[^&=\s]*(&[\w.-]+=[^&=\s]*)*")


class Masker:
    """Replaces secrets in evidence. `key` belongs to one run and is never written down.

    Secrets are known by the name of their field or header, or because somebody who holds one has told it with `learn`.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._learned: dict[str, str] = {}
        self._longest_first: list[str] = []

    def token(self, kind: str, value: str) -> str:
        """The token of a value: `kind` and the first 12 hexadecimal digits of its keyed hash."""
        return f"{kind}:{hmac.new(self._key, value.encode(), hashlib.sha256).hexdigest()[:12]}"

    def learn(self, kind: str, value: str) -> None:
        """From now on `value` is replaced wherever it stands; values under four characters are too common to replace."""
        if len(value) >= _MIN_SECRET:
            self._learned[value] = self.token(kind, value)
            self._longest_first = sorted(self._learned, key=len, reverse=True)

    def text(self, text: str, *, numbers: bool = True) -> str:
        """Replace every learned secret in free text; longer secrets first. Digits match whole numbers only.

        Without `numbers`, secrets of digits alone are left: in a file of events they would hit fractions of seconds.
        """
        for value in self._longest_first:
            if value in text and (numbers or not value.isdigit()):
                pattern = rf"(?<!\d){re.escape(value)}(?!\d)" if value.isdigit() else re.escape(value)
                text = re.sub(pattern, self._learned[value], text)
        return text

    def headers(self, headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
        """Mask the headers of an exchange, names in lower case."""
        return {name.lower(): self._header(name.lower(), value) for name, value in headers}

    def _header(self, name: str, value: str) -> str:
        kind = _SECRET_HEADERS.get(name) or _by_ending(name)
        return self.token(kind, value) if kind else self.text(value)

    def body(self, body: bytes) -> str:
        """Mask the body of an exchange: JSON by field, other text by learned secrets, the rest by its length."""
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return f"<{len(body)} bytes>"
        try:
            value = self._value(json.loads(text))
            return self.text(_as_json(value))
        except (ValueError, RecursionError):
            return self.text(self._form(text)[:_LONG])

    def _form(self, text: str) -> str:
        """A form of another wire: its fields have names that nobody knows here, so long values, too, are secrets."""
        if not _FORM.fullmatch(text):
            return text
        return urlencode(
            [(name, self._field_of_form(name, value)) for name, value in parse_qsl(text, keep_blank_values=True)],
            safe=":",
        )

    def _field_of_form(self, name: str, value: str) -> str:
        kind = (
            _SECRET_FIELDS.get(name.lower())
            or _by_ending(name.lower())
            or ("long" if len(value) > _MAX_PLAIN else None)
        )
        if kind is None or (name == "code" and not value.isdigit()):
            return self.text(value)
        return self.token(kind, value)

    def _value(self, value: object) -> object:
        if isinstance(value, dict):
            return {key: self._field(key, child) for key, child in value.items()}
        if isinstance(value, list):
            return [self._value(child) for child in value]
        return value

    def _field(self, name: str, value: object) -> object:
        kind = _SECRET_FIELDS.get(name) or _by_ending(name.lower())
        is_text = isinstance(value, str | int) and not isinstance(value, bool)
        if kind is None or not is_text or (name == "code" and not str(value).isdigit()):
            return self._value(value)  # `code` also names the code of a problem document
        return self.token(kind, str(value))


def _as_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    # a lone surrogate, which an escape can bring in, would not get out again as UTF-8: then everything stays escaped
    return text if _is_utf8(text) else json.dumps(value)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _by_ending(name: str) -> str | None:
    return next((ending for ending in _SECRET_ENDINGS if name.endswith(ending)), None)
