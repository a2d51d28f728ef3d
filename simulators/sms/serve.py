"""`hawiya sms serve`: the gateway by itself, for a target that is tried by hand or from elsewhere."""

import argparse
import signal
import sys
import threading
import tomllib
from pathlib import Path
from types import FrameType

import msgspec

from harness.commandline import ExitCode, HarnessError, UsageError
from simulators.sms.faults import Fault, FaultList
from simulators.sms.gateway import SmsGateway
from simulators.sms.settings import SmsSettings

_SYSTEM_ID_LIMIT = 15
_PASSWORD_LIMIT = 8
_LAST_PORT = 65_535


class Listening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The line of --json; the password is left out of it."""

    smpp: str
    http: str
    system_id: str


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--smpp-port", type=_port, default=2775, metavar="N", help="SMPP 3.4 (default: %(default)s)")
    parser.add_argument(
        "--http-port", type=_port, default=2780, metavar="N", help="HTTP API and inbox page (default: %(default)s)"
    )
    parser.add_argument("--system-id", default="hawiya", help="SMPP account (default: %(default)s)")
    parser.add_argument("--password", default="secret08", help="its password, at most 8 characters")
    parser.add_argument("--faults", type=Path, metavar="FILE.toml", help="faults from the start: [[faults]] tables")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="seed of the faults (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="print one JSON line with the addresses")


def run(args: argparse.Namespace) -> int:
    """Serves until SIGINT or SIGTERM."""
    try:
        settings = _settings(args)
        _serve(settings, as_json=args.json)
    except HarnessError as error:
        sys.stderr.write(f"hawiya sms serve: {error}\n")
        return int(error.exit_code)
    return int(ExitCode.CONFORMANT)


def _serve(settings: SmsSettings, *, as_json: bool) -> None:
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with SmsGateway(settings) as gateway:
            _announce(gateway, settings, as_json=as_json)
            stop.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _announce(gateway: SmsGateway, settings: SmsSettings, *, as_json: bool) -> None:
    smpp = f"smpp://{gateway.smpp_url.rpartition('@')[2]}"
    if as_json:
        line = Listening(smpp=smpp, http=gateway.http_url, system_id=settings.system_id)
        sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
    else:
        sys.stdout.write(f"SMPP 3.4 on {smpp} for system_id {settings.system_id}\n")
        sys.stdout.write(f"HTTP API and inbox on {gateway.http_url}\n")
        sys.stdout.write("Stop with Ctrl+C.\n")
    sys.stdout.flush()


def _settings(args: argparse.Namespace) -> SmsSettings:
    for option, value, most in (
        ("--system-id", args.system_id, _SYSTEM_ID_LIMIT),
        ("--password", args.password, _PASSWORD_LIMIT),
    ):
        if not (value.isascii() and value.isprintable() and 0 < len(value) <= most):
            raise UsageError(f"{option} needs 1 to {most} printable ASCII characters, as SMPP allows")
    return SmsSettings(
        smpp_host=args.host,
        smpp_port=args.smpp_port,
        http_host=args.host,
        http_port=args.http_port,
        system_id=args.system_id,
        password=args.password,
        seed=args.seed,
        faults=_faults(args.faults) if args.faults else (),
    )


def _faults(path: Path) -> tuple[Fault, ...]:
    try:
        return tuple(msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), FaultList).faults)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise UsageError(f"{path} is no faults file: {error}") from None


def _port(text: str) -> int:
    port = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: use 0 to {_LAST_PORT}, 0 for any free one")
    return port
