"""`hawiya serve`: read the arguments, open what they name, listen, stop politely."""

import argparse
import importlib
import json
import logging
import socket
from collections.abc import Callable
from importlib import metadata, resources
from pathlib import Path
from types import FrameType
from typing import Protocol, cast

import msgspec
import uvicorn
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette

from harness.commandline import ExitCode, HarnessError, UsageError
from harness.reference.app import World, create_app
from harness.reference.bounded_http import BoundedHttp
from harness.reference.database import DatabaseError, check_url
from harness.reference.logs import Log
from harness.reference.registry.numbers import read_numbers
from harness.reference.registry.store import read_registry
from harness.reference.rulebook import Rules
from harness.reference.settings import Settings
from harness.world.policy import Policy
from harness.world.ports import FaceMatcher

LOOPBACK = "127.0.0.1"
_STOP_S = 10
_BACKLOG = 2048
_TOKEN_LENGTH = 32


class _Defects(Protocol):
    def apply(self, name: str, rules: Rules) -> Rules:
        """The rules with a named defect; UsageError for a name that is none."""
        ...


class PortTakenError(HarnessError):
    """Nobody can listen there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya serve`."""
    parser.add_argument("--nation", choices=("kuwait", "saudi"), default="kuwait", help="whose rules (default: kuwait)")
    parser.add_argument("--policy", metavar="FILE", type=Path, help="a policy file in place of the nation's own")
    parser.add_argument(
        "--database",
        metavar="URL",
        default="sqlite:///hawiya.db",
        help="sqlite:///FILE or postgresql://user@host:port/name (default: %(default)s)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--sms", metavar="URL", help="smpp://user:password@host:port or http://host:port")
    parser.add_argument("--mail", metavar="URL", help="smtp://host:port, for messages to e-mail addresses")
    parser.add_argument("--roster", metavar="FILE", type=Path, help="the people of the civil registry (roster.json)")
    parser.add_argument(
        "--public-url", metavar="URL", help="the URL that clients use, where it is not the Host header's"
    )
    parser.add_argument(
        "--notice-token",
        metavar="FILE",
        type=Path,
        help="the bearer token of payment service and civil registry; without it their notices are not served",
    )
    parser.add_argument(
        "--operator-key", metavar="FILE", type=Path, help="public key (PEM) of who signs rosters of officers"
    )
    parser.add_argument("--environment", choices=("test", "production"), default="test", help="default: %(default)s")
    parser.add_argument("--test-hooks", action="store_true", help="serve a movable clock and an audit export")
    parser.add_argument(
        "--matcher-cache",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="keep verdicts of pictures that were compared before (default: on)",
    )
    parser.add_argument("--defect", metavar="NAME", help="serve with a named defect, for the selftest")
    parser.add_argument("--json", action="store_true", help="print one JSON line when ready")


def run(arguments: argparse.Namespace, make: Callable[..., Starlette] = create_app) -> int:
    """Serve until a signal ends it; `make` puts the application together, as `create_app` does."""
    settings = settings_of(arguments)
    if arguments.defect is not None and arguments.environment == "production" and arguments.host != LOOPBACK:
        raise UsageError(f"--defect serves a broken server; it may claim --environment production on {LOOPBACK} only")
    registry = read_registry(arguments.roster)
    world = World(registry=registry, matcher=_matcher(), numbers=read_numbers(arguments.roster))
    rules = _rules(arguments.defect)
    listener = listen(arguments.host, arguments.port)
    log = Log()
    _log_as_json(log)
    try:
        app = make(settings, world, rules=rules, log=log)
        config = uvicorn.Config(
            app,
            http=BoundedHttp,
            ws="none",
            lifespan="on",
            loop="uvloop",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=_STOP_S,
            backlog=_BACKLOG,
        )
        _Announcing(config, announce=_announcement(listener, as_json=arguments.json)).run(sockets=[listener])
    finally:
        listener.close()
    return ExitCode.CONFORMANT


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings that the arguments ask for.

    Raises:
        UsageError: a nation that is not served, a bad file or a bad URL.
    """
    if arguments.nation != "kuwait":
        raise UsageError("the reference serves kuwait only for now; choose --nation kuwait")
    if arguments.roster is None:
        raise UsageError("no people: give --roster FILE; `hawiya population --out DIR` writes DIR/roster.json")
    if arguments.environment == "production" and arguments.test_hooks:
        raise UsageError("--test-hooks let anybody move the clock; they are not served in --environment production")
    policy = read_policy(arguments.policy, arguments.nation)
    try:
        check_url(arguments.database)
    except DatabaseError as error:
        raise UsageError(str(error)) from None
    return Settings(
        policy=policy,
        database_url=arguments.database,
        sms_url=arguments.sms,
        mail_url=arguments.mail,
        public_url=arguments.public_url,
        notice_token=read_token(arguments.notice_token),
        operator_key=read_operator_key(arguments.operator_key),
        environment=arguments.environment,
        test_hooks=arguments.test_hooks,
        matcher_cache=arguments.matcher_cache,
        version=metadata.version("hawiya"),
    )


def read_policy(path: Path | None, nation: str) -> Policy:
    """A policy file, or the nation's own from the packaged scenarios.

    Raises:
        UsageError: the file cannot be read or is not a policy.
    """
    name = str(path) if path else f"{nation}.toml"
    try:
        packaged = resources.files("scenarios") / "policies" / f"{nation}.toml"
        policy = msgspec.toml.decode(path.read_bytes() if path else packaged.read_bytes(), type=Policy)
    except OSError as error:
        raise UsageError(f"the policy {name} cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"the policy {name} is not valid: {error}") from None
    if policy.nation != nation:
        raise UsageError(f"the policy {name} is for {policy.nation}, not for {nation}")
    return policy


def read_token(path: Path | None) -> str | None:
    """The token in a file, without the white space around it.

    Raises:
        UsageError: the file cannot be read, or holds no token that is long enough.
    """
    if path is None:
        return None
    try:
        token = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not ASCII text"
        raise UsageError(f"--notice-token {path} cannot be read: {reason}") from None
    if len(token) < _TOKEN_LENGTH or not token.isprintable() or " " in token:
        raise UsageError(f"--notice-token {path}: one word of at least {_TOKEN_LENGTH} characters is needed")
    return token


def read_operator_key(path: Path | None) -> ec.EllipticCurvePublicKey | None:
    """The key of who signs rosters, from a PEM file.

    Raises:
        UsageError: the file cannot be read or holds no P-256 key.
    """
    if path is None:
        return None
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise UsageError(f"--operator-key {path}: cannot be read: {error.strerror}") from None
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"--operator-key {path}: no public key in PEM") from None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise UsageError(f"--operator-key {path}: not a P-256 key")
    return key


def _matcher() -> FaceMatcher:
    try:
        from harness.reference.face.matcher import TrainedFaceMatcher  # noqa: PLC0415 - OpenCV comes with an extra only
    except ModuleNotFoundError as error:
        raise UsageError(f"{error.name} is missing: install hawiya[reference]") from None
    return TrainedFaceMatcher()


def _rules(defect: str | None) -> Rules:
    if defect is None:
        return Rules()
    module = cast(
        "_Defects", importlib.import_module("harness.reference.defects")
    )  # an exemplary server never loads it
    return module.apply(defect, Rules())


def listen(host: str, port: int) -> socket.socket:
    """A listening socket.

    Raises:
        PortTakenError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise PortTakenError(
            f"cannot listen on {host}:{port}: {reason}; choose another --port (0 takes a free one)"
        ) from None
    return listener


def _announcement(listener: socket.socket, *, as_json: bool) -> str:
    host, port = listener.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return json.dumps({"event": "listening", "url": url}) if as_json else f"listening on {url}"


class _Announcing(uvicorn.Server):
    """Says on standard output when it is ready to serve."""

    def __init__(self, config: uvicorn.Config, *, announce: str) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self._announce, flush=True)  # noqa: T201 - the line that whoever started us waits for

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop politely; an asked-for end is a good one, so the signal is not raised again afterwards."""
        super().handle_exit(sig, frame)
        self._captured_signals.clear()


class _JsonHandler(logging.Handler):
    """Lines of the libraries, as JSON and without their arguments' values."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        self._log.write({"event": "library", "logger": record.name, "message": str(record.msg)[:500], "error": error})


def _log_as_json(log: Log) -> None:
    root = logging.getLogger()
    root.handlers = [_JsonHandler(log)]
    root.setLevel(logging.WARNING)
