"""`make bench`, second part: the virtual card as ratios to what it rests on, both numbers of each taken in one run.

1. VERIFY and a signature on the card against the bare signature of `cryptography`, for both kinds of keys. Processor time of this
   thread, without garbage collection, as `timeit` has it.
2. APDUs through pcscd and the virtual driver against a trivial echo card through the same pcscd.

Each pair is measured in turn, round by round, and the medians are compared. The end is 0 when every bar is met, 1 when one is
missed, 3 when the bench itself could not run.
"""

import argparse
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import thread_time

import msgspec
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed
from cryptography.hazmat.primitives.serialization import load_der_private_key

from harness.commandline import ExitCode, HarnessError
from simulators.card.card import VirtualCard
from simulators.card.pcscd import bench as through_pcscd
from simulators.personalization import Algorithm, CardOrder, new_card

SIGN_BAR = 0.5
_DIGEST = bytes(range(32))
_DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420") + _DIGEST
_BLOCK = b"\x00\x01" + b"\xff" * (253 - len(_DIGEST_INFO)) + b"\x00" + _DIGEST_INFO
_SELECT = bytes.fromhex("00A404000BA00000030800001000010000")
_VERIFY = bytes.fromhex("002000800834373131FFFFFFFF")
_SIGN: dict[Algorithm, bytes] = {
    "p-256": bytes.fromhex("0087119C267C2482008120") + _DIGEST + b"\0",
    "rsa-2048": bytes.fromhex("0087079C00010A7C820106820081820100") + _BLOCK + b"\0\0",
}
_OK = b"\x90\x00"


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """The card against what it rests on: medians per second, and the bar that their ratio must reach."""

    name: str
    card: float
    bare: float
    against: str
    value: float
    bar: float

    @property
    def is_met(self) -> bool:
        """Whether the bar is reached."""
        return self.value >= self.bar

    def __str__(self) -> str:
        """Two lines, as the first part of the bench has them."""
        verdict = "met" if self.is_met else "MISSED"
        head = f"{self.name}: ratio {self.value:.2f}, bar {self.bar:.2f}: {verdict}"
        return f"{head}\n  card {self.card:,.0f}/s, {self.against} {self.bare:,.0f}/s"


def main(words: list[str]) -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="make bench", description="Speed of the virtual card as ratios")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    arguments, _ = parser.parse_known_args(words)
    try:
        found = list(measure(rounds=5 if arguments.quick else 40, commands=100 if arguments.quick else 500))
    except HarnessError as error:
        sys.stderr.write(f"bench: {error}\n")
        return ExitCode.ENVIRONMENT
    said = msgspec.json.encode(found).decode() if arguments.json else "\n".join(map(str, found))
    sys.stdout.write(f"{said}\n")
    return ExitCode.CONFORMANT if all(ratio.is_met for ratio in found) else ExitCode.NOT_CONFORMANT


def measure(*, rounds: int, commands: int) -> Iterator[Ratio]:
    """Every ratio.

    Raises:
        HarnessError: there is no private pcscd here, or no pyscard.
    """
    for algorithm, command in _SIGN.items():
        card = new_card(order=CardOrder(algorithm=algorithm))
        yield signing(card, command, name=f"VERIFY and sign, {algorithm}", rounds=rounds)
    speeds = through_pcscd.measure(
        new_card().contact, effort=through_pcscd.Effort(rounds=max(rounds // 5, 3), commands=commands)
    )
    card_rate, echo_rate = median(speeds.card), median(speeds.echo)
    yield Ratio(
        name="APDUs through pcscd",
        card=card_rate,
        bare=echo_rate,
        against="echo card",
        value=round(card_rate / echo_rate, 3),
        bar=through_pcscd.BAR,
    )


def signing(card: VirtualCard, command: bytes, *, name: str, rounds: int, times: int = 25) -> Ratio:
    """VERIFY and the signature on the card against the same signature by the library alone."""
    card.contact.power_on()
    card.contact.send(_SELECT)

    def by_card() -> None:
        if card.contact.send(_VERIFY) != _OK or card.contact.send(command)[-2:] != _OK:
            raise HarnessError("the card does not sign")

    by_library = _bare(card.memory.content.keys["9C"])
    with _no_garbage_collection():
        pairs = [(_seconds(by_card, times), _seconds(by_library, times)) for _ in range(rounds + 1)][1:]
    ours, bare = (times / median(column) for column in zip(*pairs, strict=True))
    return Ratio(
        name=name,
        card=round(ours, 1),
        bare=round(bare, 1),
        against="bare signature",
        value=round(ours / bare, 3),
        bar=SIGN_BAR,
    )


def _bare(stored: bytes) -> Callable[[], object]:
    key = load_der_private_key(stored, password=None)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        curve, algorithm = key, ec.ECDSA(Prehashed(hashes.SHA256()), deterministic_signing=True)
        return lambda: curve.sign(_DIGEST, algorithm)
    if isinstance(key, rsa.RSAPrivateKey):
        modulus = key
        return lambda: modulus.sign(_DIGEST_INFO, padding.PKCS1v15(), NoDigestInfo())
    raise HarnessError("the signature key is neither of a curve nor of RSA")


def _seconds(act: Callable[[], object], times: int) -> float:
    begun = thread_time()
    for _ in range(times):
        act()
    return thread_time() - begun


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
