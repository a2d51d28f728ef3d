"""What a network does to one exchange; after that it behaves."""

from collections.abc import Callable

from harness.world.ports import Exchange, ExchangeLostError, Request, Response
from harness.world.scenario import Fault


class FaultyNetwork:
    """An `Exchange` that loses, doubles or rewrites what it is told to, and then passes everything on.

    `last` is the answer that came last, as native bytes.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._fault: Fault | None = None
        self._left = 0
        self._rewrite: Callable[[Request], Request] | None = None
        self.last: Response | None = None

    def rewrite_next(self, rewrite: Callable[[Request], Request]) -> None:
        """The next request is sent as `rewrite` makes it."""
        self._rewrite = rewrite

    def hold_next(self) -> list[Request]:
        """The next request is held back: whoever sent it gets no answer; it is put into the list that is returned."""
        held: list[Request] = []

        def keep(request: Request) -> Request:
            held.append(request)
            raise ExchangeLostError("the network held the request back (as the test says)")

        self.rewrite_next(keep)
        return held

    def break_next(self, fault: Fault) -> None:
        """The next `fault.times` exchanges go wrong."""
        self._fault, self._left = fault, fault.times

    def __call__(self, request: Request) -> Response:
        """Exchange, or fail as told.

        Raises:
            ExchangeLostError: the fault that was asked for, or a real one.
        """
        if self._rewrite is not None:
            rewrite, self._rewrite = self._rewrite, None
            request = rewrite(request)
        if self._fault is None or self._left == 0:
            self.last = self._exchange(request)
            return self.last
        self._left -= 1
        if self._fault.kind == "lost_request":
            raise ExchangeLostError("the network lost the request (as the scenario says)")
        self.last = self._exchange(request)
        if self._fault.kind == "lost_answer":
            raise ExchangeLostError("the network lost the answer (as the scenario says)")
        self._exchange(request)  # the second arrival of the same bytes; its answer reaches nobody
        return self.last
