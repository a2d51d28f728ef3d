"""What stands before the rules: proofs that were seen, and how often a device may ask. In memory, bounded."""

from collections import OrderedDict

from harness.reference.refusal import Refusal, RefusalFacts


class ProofMemory:
    """The ids of DPoP proofs that were used (RFC 9449, 11.1).

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
        """Whether the id was used before; it is from now on.

        Raises:
            Refusal: UNAVAILABLE when no more ids can be remembered.
        """
        if elapsed - self._turned_at >= self._window_s:
            self._old = self._young if elapsed - self._turned_at < 2 * self._window_s else set()
            self._young, self._turned_at = set(), elapsed
        if proof_id in self._young or proof_id in self._old:
            return True
        if len(self._young) + len(self._old) >= self._limit:
            raise Refusal("UNAVAILABLE", RefusalFacts(retry_after_s=int(self._window_s)))
        self._young.add(proof_id)
        return False


class Rate:
    """A token bucket for each device key; the devices that asked longest ago are forgotten first."""

    def __init__(self, *, per_s: float, burst: float, limit: int = 100_000) -> None:
        self._per_s = per_s
        self._burst = burst
        self._limit = limit
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, device: str, elapsed: float) -> None:
        """Use one token.

        Raises:
            Refusal: THROTTLED with the seconds to wait.
        """
        tokens, since = self._buckets.pop(device, (self._burst, elapsed))
        tokens = min(self._burst, tokens + (elapsed - since) * self._per_s)
        self._buckets[device] = (max(tokens - 1, 0.0) if tokens >= 1 else tokens, elapsed)
        if len(self._buckets) > self._limit:
            self._buckets.popitem(last=False)
        if tokens < 1:
            raise Refusal("THROTTLED", RefusalFacts(retry_after_s=1))
