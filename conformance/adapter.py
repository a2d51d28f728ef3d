"""The adapter that a target file names: found, made and guarded.

An adapter may be somebody else's code, so it stands behind a guard: what it raises ends as an `AdapterError` that names the
method, and a method that it does not have answers `Unmapped`. It never gets a socket.
"""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import cast

from conformance.target import REFERENCE, TargetFile
from harness.adapters.hawiya import HawiyaAdapter
from harness.commandline import HarnessError, UsageError
from harness.world.ports import Accepted, Conversation, Outcome, Refused, Request, Response, ServerPort, Unmapped

METHODS: tuple[str, ...] = tuple(name for name in dir(ServerPort) if not name.startswith("_"))
"""What a port of kind `server` can be asked."""


class AdapterError(HarnessError):
    """The adapter broke: it raised, or did not keep the form of a conversation. Nothing is said of the target."""


def load_adapter(target: TargetFile, base_url: str, *, beside: str = REFERENCE) -> ServerPort:
    """Make the adapter of a target, guarded; a file of code is looked for beside the target file.

    Raises:
        UsageError: the class cannot be found or made.
    """
    if target.speaks_our_wire():
        return guarded(HawiyaAdapter(base_url))
    place, _, name = target.adapter.name.rpartition(":")
    try:
        module = _module_in(Path(beside).parent / place) if place.endswith(".py") else _module_named(place)
        return guarded(getattr(module, name)(base_url))
    except Exception as error:  # noqa: BLE001 - the user's module may raise anything, and its user must hear of it
        reason = f"{type(error).__name__}: {error}"
        raise UsageError(f"[adapter] name = {target.adapter.name!r}: {reason}") from None


def _module_named(name: str) -> ModuleType:
    if "" not in sys.path:
        sys.path.insert(0, "")
    return importlib.import_module(name)


def _module_in(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"hawiya_adapter_{file.stem}", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks up the names of its annotations there
    spec.loader.exec_module(module)
    return module


def guarded(adapter: object) -> ServerPort:
    """The adapter behind the guard."""
    return cast("ServerPort", _Guard(adapter))


def offered(port: ServerPort) -> tuple[str, ...]:
    """The methods of the port that a guarded adapter has."""
    return tuple(name for name in METHODS if has_method(port, name))


def has_method(port: ServerPort, name: str) -> bool:
    """Whether a guarded adapter has a method; the guard itself answers to every name."""
    return isinstance(port, _Guard) and port.has(name)


class _Guard:
    def __init__(self, adapter: object) -> None:
        self._adapter = adapter

    def has(self, name: str) -> bool:
        return callable(getattr(self._adapter, name, None))

    def __getattr__(self, name: str) -> Callable[..., Conversation]:
        if name.startswith("_"):
            raise AttributeError(name)
        if not self.has(name):
            return lambda *_, **__: _absent(name)
        method = getattr(self._adapter, name)
        return lambda *words, **named: _watched(name, lambda: method(*words, **named))


def _absent(name: str) -> Conversation:
    yield from ()
    return Unmapped(why=f"the adapter has no method {name}()")


def _watched(name: str, begin: Callable[[], Conversation]) -> Conversation:
    response: Response | None = None
    try:
        conversation = begin()
        while True:
            response = yield _request(conversation.send(cast("Response", response)))  # None begins it
    except StopIteration as ended:
        return _outcome(name, ended.value)
    except Exception as error:  # somebody else's code may raise anything, and is told from the target
        raise AdapterError(f"the adapter broke in {name}(): {type(error).__name__}: {error}") from error


def _request(value: object) -> Request:
    if not isinstance(value, Request):
        raise TypeError(f"it yielded {type(value).__name__}, not a Request")
    return value


def _outcome(name: str, value: object) -> Outcome:
    if isinstance(value, Accepted | Refused | Unmapped):
        return value
    raise AdapterError(f"the adapter broke in {name}(): it returned {type(value).__name__}, not an outcome")
