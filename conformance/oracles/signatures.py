"""Whether a signature holds, by the `openssl` program: nothing of ours decides it."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from harness.commandline import HarnessError

_LONGEST_S = 20


def openssl(*words: str, stdin: bytes = b"") -> tuple[bool, bytes]:
    """Run `openssl` with these words; whether it succeeded, and what it printed.

    Raises:
        HarnessError: there is no such program.
    """
    program = shutil.which("openssl")
    if program is None:
        raise HarnessError(
            "the program `openssl` is missing, and signatures are judged by it: install the package openssl"
        )
    ended = subprocess.run(  # noqa: S603 - a fixed program, no shell
        [program, *words], input=stdin, capture_output=True, timeout=_LONGEST_S, check=False
    )
    return ended.returncode == 0, ended.stdout


def public_key_of(certificate: bytes) -> bytes:
    """The public key of a certificate (DER) as PEM; empty where OpenSSL cannot read it."""
    fine, key = openssl("x509", "-inform", "DER", "-noout", "-pubkey", stdin=certificate)
    return key if fine else b""


def signature_holds(certificate: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature over the SHA-256 of a message holds under the key of a certificate (DER)."""
    return signature_holds_under(public_key_of(certificate), message, signature)


def signature_holds_under(key: bytes, message: bytes, signature: bytes, *, digest: str = "sha256") -> bool:
    """Whether a signature over the digest of a message holds under a public key (PEM)."""
    if not key or not signature:
        return False
    with tempfile.TemporaryDirectory(prefix="hawiya-openssl-") as name:
        files = {part: Path(name, part) for part in ("key", "signature")}
        files["key"].write_bytes(key)
        files["signature"].write_bytes(signature)
        words = (f"-{digest}", "-verify", str(files["key"]), "-signature", str(files["signature"]))
        return openssl("dgst", *words, stdin=message)[0]


def is_in_force(certificate: bytes) -> bool:
    """Whether a certificate (DER) holds now: it is not over, and it has begun, as `openssl verify` of itself alone judges it."""
    with tempfile.TemporaryDirectory(prefix="hawiya-openssl-") as name:
        file = Path(name, "certificate")
        fine, pem = openssl("x509", "-inform", "DER", stdin=certificate)
        file.write_bytes(pem)
        return fine and openssl("verify", "-partial_chain", "-trusted", str(file), str(file))[0]
