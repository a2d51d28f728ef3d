"""The HTTP protocol of the server: headers are bounded in length and in time, because the parser itself has no bound."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_HEADER_LIMIT = 32_768
_HEADER_TIME_S = 10.0


class BoundedHttp(HttpToolsProtocol):
    """Closes a connection whose headers are too long or too slow."""

    _seen = 0
    _is_open = False
    """Headers have begun and not ended."""
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn declares it
        """A connection that says nothing is late too."""
        super().connection_made(transport)
        self._late = self.loop.call_later(_HEADER_TIME_S, self._give_up)

    def on_message_begin(self) -> None:
        """The headers begin."""
        super().on_message_begin()
        self._is_open = True

    def on_headers_complete(self) -> None:
        """The headers came in time."""
        self._is_open = False
        self._on_time()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Count what comes before the headers end; headers that come in one piece, as most do, need no timer."""
        super().data_received(data)
        if not self._is_open:
            self._seen = 0
            return
        self._seen += len(data)
        if self._seen > _HEADER_LIMIT:
            self._give_up()
        elif self._late is None:
            self._late = self.loop.call_later(_HEADER_TIME_S, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is awaited any more."""
        self._on_time()
        super().connection_lost(exc)

    def _on_time(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._on_time()
        self.transport.close()
