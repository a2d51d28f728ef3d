"""Routing by a look into tables: literal paths stand in one, paths with `{parameters}` in one by their literal segments.

Starlette tries its routes one after the other; measured, that cost a request more than reading its body.
"""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import ASGIApp, Receive, Scope, Send

_Shape = tuple[str | None, ...]
"""The segments of a path; None where a parameter stands."""


class PathTable(BaseRoute):
    """Endpoints by path, as one route of an application."""

    def __init__(self) -> None:
        self._literal: dict[str, ASGIApp] = {}
        self._shaped: dict[_Shape, tuple[ASGIApp, Mapping[str, int]]] = {}
        self._places: dict[int, list[tuple[int, ...]]] = {}
        """The places of the parameters in the shapes of so many segments."""

    def add(self, path: str, endpoint: ASGIApp) -> None:
        """Have `endpoint` answer at `path`; a literal path goes before one with parameters."""
        segments = path.split("/")
        names = {segment[1:-1]: place for place, segment in enumerate(segments) if segment.startswith("{")}
        if not names:
            self._literal[path] = endpoint
            return
        places = tuple(names.values())
        self._shaped[_shape(segments, places)] = (endpoint, names)
        known = self._places.setdefault(len(segments), [])
        if places not in known:
            known.append(places)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The endpoint at the path of a request."""
        path = scope["path"] if scope["type"] == "http" else ""
        if (literal := self._literal.get(path)) is not None:
            return Match.FULL, {"endpoint": literal, "path_params": {}}
        segments = path.split("/")
        for places in self._places.get(len(segments), ()):
            if (found := self._shaped.get(_shape(segments, places))) is not None:
                endpoint, names = found
                parameters = {name: segments[place] for name, place in names.items()}
                if all(parameters.values()):
                    return Match.FULL, {"endpoint": endpoint, "path_params": parameters}
        return Match.NONE, {}

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:  # noqa: ANN401 - as Starlette declares it
        """No endpoint has a name here."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on to what `matches` found."""
        endpoint: ASGIApp = scope["endpoint"]
        await endpoint(scope, receive, send)


def _shape(segments: list[str], places: tuple[int, ...]) -> _Shape:
    return tuple(None if place in places else segment for place, segment in enumerate(segments))
