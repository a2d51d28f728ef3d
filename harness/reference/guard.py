"""What stands before the rules: proofs that were seen, and how often a device and an address may ask. In memory, bounded.

Anybody can make device keys without end, so each device key has a small bucket and each address of a peer a larger one, which
all the keys behind it share. The address is that of the connection: behind a proxy all callers share one bucket, so there
the proxy limits its own peers and `peer_requests_per_s` is set to what it may pass on.
"""

from collections import OrderedDict
from functools import lru_cache
from ipaddress import IPv6Address

from harness.reference.refusal import Refusal, RefusalFacts


class ProofMemory:
    """The ids of DPoP proofs that were used (RFC 9449, 11.1).

    Only a proof that admitted its request is remembered; `seen` and `remember` are called without anything awaited between.

    Two generations: an id stays at least one window, which is how long a proof can be valid. A full memory refuses rather
    than forgets. The ids do not outlive the process; repeated commands are then still caught by their idempotency key.
    """

    def __init__(self, *, window_s: float, limit: int) -> None:
        self._window_s = window_s
        self._limit = limit
        self._young: set[str] = set()
        self._old: set[str] = set()
        self._turned_at = 0.0

    def seen(self, proof_id: str, elapsed: float) -> bool:
        """Whether the id was used before."""
        self._turn(elapsed)
        return proof_id in self._young or proof_id in self._old

    def remember(self, proof_id: str, elapsed: float) -> None:
        """The id is used from now on.

        Raises:
            Refusal: UNAVAILABLE when no more ids can be remembered.
        """
        self._turn(elapsed)
        if len(self._young) + len(self._old) >= self._limit:
            raise Refusal("UNAVAILABLE", RefusalFacts(retry_after_s=int(self._window_s)))
        self._young.add(proof_id)

    def _turn(self, elapsed: float) -> None:
        if elapsed - self._turned_at >= self._window_s:
            self._old = self._young if elapsed - self._turned_at < 2 * self._window_s else set()
            self._young, self._turned_at = set(), elapsed


class Rate:
    """A token bucket for each caller; the callers that asked longest ago are forgotten first."""

    def __init__(self, *, per_s: float, burst: float, limit: int = 100_000) -> None:
        self._per_s = per_s
        self._burst = burst
        self._limit = limit
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str, elapsed: float) -> None:
        """Use one token.

        Raises:
            Refusal: THROTTLED with the seconds to wait.
        """
        tokens, since = self._buckets.pop(caller, (self._burst, elapsed))
        tokens = min(self._burst, tokens + (elapsed - since) * self._per_s)
        self._buckets[caller] = (max(tokens - 1, 0.0) if tokens >= 1 else tokens, elapsed)
        if len(self._buckets) > self._limit:
            self._buckets.popitem(last=False)
        if tokens < 1:
            raise Refusal("THROTTLED", RefusalFacts(retry_after_s=1))


@lru_cache(maxsize=4096)
def network_of(host: str) -> str:
    """The address to count a peer by: one subscriber has a whole /64 of IPv6, and IPv4 may come dressed as IPv6."""
    if ":" not in host:
        return host
    address = IPv6Address(host)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Address(address.packed[:8] + bytes(8)))
