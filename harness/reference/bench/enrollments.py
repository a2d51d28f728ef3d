"""Enrollments per CPU-second of the server against the bare cryptography of one enrollment.

The reference runs as `hawiya serve` in a process of its own, with its matcher's verdicts kept and an SMSC of ours. Every
person sends a selfie before the measurement, so the verdict is known; then each enrolls once, on a new phone, with the same
picture: the policy asks for no capture attestation, else that would be a replay; the proof is verified all the same. CPU
seconds are those of all threads of the server. The bare limit is what no server can leave out, by calls of `cryptography`
alone: the key is read once, a DPoP proof is verified for each request, the capture proof is verified, the certificate
request is read and verified, a certificate without extensions is made and signed.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from harness.commandline import HarnessError
from harness.reference.bench.applicant import STEPS, Applicant, DeviceKey, Person
from harness.reference.bench.client import Connection, Connections
from harness.reference.bench.figures import Ratio, Sides, cpu_s
from harness.reference.bench.processes import Running, hawiya, run, serving
from harness.reference.bench.smsc import Inboxes, smsc
from harness.reference.bench.stand_ins import POLICY
from harness.reference.face.matcher import TrainedFaceMatcher
from harness.world.roster import read_roster

BAR = 0.15
_ES256 = ec.ECDSA(hashes.SHA256())
_SIGNED = bytes(400)
"""As long as a DPoP proof of ours without its signature."""
_VERIFIED = len(STEPS) + 1
"""A DPoP proof for each request, and the capture proof."""
_SPARE = 10  # one in so many more, and so many, are drawn than are needed
_MATCHER_PAIRS = 12
_WARMED_AT_ONCE = 16
"""Fewer than the pictures that the server compares or lets wait."""


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much to measure."""

    rounds: int
    enrollments: int
    """In one round."""
    connections: int = 64


@dataclass(frozen=True, kw_only=True)
class _Scene:
    server: Running
    inboxes: Inboxes

    async def play(
        self, people: list[Person], act: Callable[[Applicant], Coroutine[Any, Any, object]], *, at_once: int
    ) -> None:
        """Have each person do the same, so many at once."""
        waiting = iter(people)
        async with Connections(self.server.url, at_once) as connections:

            async def one_by_one(connection: Connection) -> None:
                for person in waiting:
                    await act(Applicant(person, connection=connection, host=connections.host, inboxes=self.inboxes))

            await connections.each(one_by_one)


async def measure(folder: Path, effort: Effort) -> Ratio:
    """Run both in turn."""
    people = await asyncio.to_thread(_people, folder, (effort.rounds + 1) * effort.enrollments)
    verdict_ms = await asyncio.to_thread(matcher_ms, people)
    sides, inboxes = Sides(), Inboxes()
    async with smsc(inboxes) as sms:
        words = hawiya(
            *("serve", "--port", "0", "--json", "--matcher-cache", "--sms", sms, "--roster", str(folder)),
            *("--database", f"sqlite:///{folder / 'enrollments.db'}", "--policy", str(_policy(folder))),
        )
        with serving(words, log=folder / "serve.log") as server:
            scene = _Scene(server=server, inboxes=inboxes)
            await scene.play(people, Applicant.prove, at_once=_WARMED_AT_ONCE)
            for number in range(effort.rounds + 1):
                chosen = people[number * effort.enrollments : (number + 1) * effort.enrollments]
                used = cpu_s(server.pid)
                await scene.play(chosen, Applicant.enroll, at_once=effort.connections)
                used = cpu_s(server.pid) - used
                bare = bare_cryptography(effort.enrollments)
                if number > 0:  # the first round warms both
                    sides.reference.append(len(chosen) / used)
                    sides.bare.append(effort.enrollments / bare)
    return _ratio(sides, effort, verdict_ms)


def _ratio(sides: Sides, effort: Effort, verdict_ms: float) -> Ratio:
    cached = 1000 / median(sides.reference)
    return sides.ratio(
        name="enrollments",
        unit="per CPU-second",
        whats=("reference", "bare cryptography"),
        bar=BAR,
        compared=(
            f"{len(STEPS)} requests and one SMS over SMPP to `hawiya serve`, {effort.connections} connections, verdicts "
            f"cached; bare: {_VERIFIED} ES256 verifications, one key read, one PKCS #10 verified, one certificate signed"
        ),
        notes=[
            f"the server's own {cached:.2f} ms of CPU an enrollment against {1000 / median(sides.bare):.2f} ms",
            f"the matcher beside it: {verdict_ms:.1f} ms of CPU a verdict that is not cached",
        ],
    )


def _people(folder: Path, count: int) -> list[Person]:
    """So many citizens, as `hawiya population` draws them, whose pictures the reference takes for selfies."""
    drawn = count + count // _SPARE + _SPARE
    spec = folder / "bench.toml"
    spec.write_text(f'name = "bench"\n[counts]\ncitizen = {drawn}\n', encoding="utf-8")
    run(hawiya("population", "--spec", str(spec), "--out", str(folder)))
    roster = read_roster((folder / "roster.json").read_bytes()).people
    _register_selfies(folder, [entry.portrait for entry in roster if entry.portrait])
    matcher, people = TrainedFaceMatcher(), []
    for entry in roster:
        person = Person.of(entry, folder)
        if not matcher.quality(person.picture) and not matcher.signs_of_attack(person.picture):
            people.append(person)
    if len(people) < count:
        raise HarnessError(f"the reference takes {len(people)} of the bench's pictures, which needs {count}")
    return people[:count]


def _register_selfies(folder: Path, portraits: list[str]) -> None:
    """Put selfies in the place of portraits: the same picture is shown again, and a studio's looks like a print."""
    faces = folder / "faces"
    run(hawiya("faces", "generate", "--identities", str(len(portraits)), "--captures", "1", "--out", str(faces)))
    for selfie, portrait in zip(sorted(faces.glob("*/selfie-000.jpg")), portraits, strict=True):
        selfie.replace(folder / portrait)


def _policy(folder: Path) -> Path:
    file = folder / "policy.toml"
    names = ("name", "nation", "authority_en", "authority_ar", "sms_sender")
    lines = [f'{name} = "{getattr(POLICY, name)}"' for name in names]
    file.write_text("\n".join([*lines, "capture_attestation = false"]) + "\n", encoding="utf-8")
    return file


def bare_cryptography(count: int) -> float:
    """CPU seconds of the cryptography of so many enrollments."""
    device, authority = DeviceKey(), DeviceKey().private
    point = device.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    signature, csr = device.private.sign(_SIGNED, _ES256), device.csr()
    now = datetime.now(UTC).replace(tzinfo=None)
    began = time.process_time()
    for serial in range(1, count + 1):
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        for _ in range(_VERIFIED):
            key.verify(signature, _SIGNED, _ES256)
        request = x509.load_der_x509_csr(csr)
        if not request.is_signature_valid:
            raise HarnessError("the bench's own certificate request does not verify")
        x509.CertificateBuilder(
            issuer_name=request.subject,
            subject_name=request.subject,
            public_key=key,
            serial_number=serial,
            not_valid_before=now,
            not_valid_after=now + timedelta(days=1),
        ).sign(authority, hashes.SHA256()).public_bytes(Encoding.DER)
    return time.process_time() - began


def matcher_ms(people: list[Person]) -> float:
    """CPU milliseconds of a verdict on two pictures that the matcher has never seen."""
    matcher, costs = TrainedFaceMatcher(), []
    pictures = [person.picture for person in people[: 2 * _MATCHER_PAIRS]]
    for portrait, selfie in zip(pictures[::2], pictures[1::2], strict=False):
        began = time.process_time()
        if not matcher.quality(selfie) and not matcher.quality(portrait):
            matcher.matches(portrait, selfie)
        costs.append((time.process_time() - began) * 1000)
    return median(costs)
