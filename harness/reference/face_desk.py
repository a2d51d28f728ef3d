"""Where pictures are compared: a small pool of threads before the writer, bounded, with the verdicts kept if asked."""

import asyncio
import hashlib
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor

from harness.reference.enrollment.state import FaceVerdict
from harness.reference.refusal import Refusal, RefusalFacts
from harness.world.ports import FaceMatcher

_KEPT = 100_000


class FaceDesk:
    """Judges pictures by a matcher; the verdict on an image alone comes before any comparison (PRV-010)."""

    def __init__(self, matcher: FaceMatcher, *, workers: int, limit: int, keeps_verdicts: bool) -> None:
        self._matcher = matcher
        self._limit = limit
        self._waiting = 0
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="face")
        self._kept: OrderedDict[bytes, FaceVerdict] | None = OrderedDict() if keeps_verdicts else None

    async def verdict(self, portrait: bytes | None, image: bytes) -> FaceVerdict:
        """The verdict on an image and a portrait.

        Raises:
            Refusal: UNAVAILABLE when too many pictures wait.
        """
        key = hashlib.sha256(hashlib.sha256(portrait or b"").digest() + image).digest()
        if self._kept is not None and (known := self._kept.get(key)) is not None:
            return known
        if self._waiting >= self._limit:
            raise Refusal("UNAVAILABLE", RefusalFacts(retry_after_s=1))
        self._waiting += 1
        try:
            verdict = await asyncio.get_running_loop().run_in_executor(self._pool, self._look, portrait, image)
        finally:
            self._waiting -= 1
        self._keep(key, verdict)
        return verdict

    def _look(self, portrait: bytes | None, image: bytes) -> FaceVerdict:
        reasons = tuple(self._matcher.quality(image))
        is_comparable = not reasons and portrait is not None and not tuple(self._matcher.quality(portrait))
        matches = is_comparable and portrait is not None and self._matcher.matches(portrait, image)
        if reasons:
            return FaceVerdict(reasons=reasons, matches=False)
        is_live = not tuple(self._matcher.signs_of_attack(image))
        return FaceVerdict(reasons=(), matches=matches, is_live=is_live, print=self._matcher.fingerprint(image))

    def _keep(self, key: bytes, verdict: FaceVerdict) -> None:
        if self._kept is not None:
            self._kept[key] = verdict
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)

    def close(self) -> None:
        """Stop the threads; nobody waits for a picture any more."""
        self._pool.shutdown(wait=True, cancel_futures=True)
