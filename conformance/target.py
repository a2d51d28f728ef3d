"""The target file: what is tested, how it is reached or started, what it can do, what it lets us observe.

    kind = "server"
    nation = "kuwait"

    [reach]
    url = "http://127.0.0.1:8080"

suffices. Everything else is optional; what is absent makes the tests that need it N/A, visibly. Placeholders are {python}
{port} {url} {sms} {roster} {operator} {policy} {work} {notice_token} in the `[start]` command, {port} in `[reach] url`,
{work} {url} in `[observe] files`.
"""

import re
from collections.abc import Collection, Mapping
from importlib import resources
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from harness.commandline import UsageError
from harness.world.policy import Policy
from simulators.scenarios import load_policy

REFERENCE = "reference"
CARD = "card"
"""The packaged target that is our own virtual card."""
MATCHER = "matcher"
"""The packaged target that is our reference matcher."""
CAPABILITIES: frozenset[str] = frozenset(
    {"accounts", "desk", "payments", "records", "registry", "registry-events", "roster"}
)
"""What a target may say that it can do, beyond what has a table of its own; docs/sut-contract.md says what each means."""

_IN_COMMAND = ("python", "port", "url", "sms", "mail", "roster", "operator", "policy", "work", "notice_token")
_IN_URL = ("port",)
_IN_FILES = ("work", "url")


_EXPLAINS = (
    "every key is explained in docs/sut-contract.md (server), docs/cards.md (card) or docs/matchers.md (matcher)"
)
_NAMES_PYTHON = (
    "a target file names it: [reach] matcher (docs/matchers.md), or [adapter] name of a server (docs/adapters.md)"
)


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the target file."""


class Reach(_Part, frozen=True, kw_only=True):
    """Where the target answers. Certificates and keys are named by path and never copied."""

    url: Annotated[str, Meta(pattern="^https?://[^/]+")] = "http://127.0.0.1:{port}"
    ca_file: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    answer_s: Annotated[float, Meta(gt=0, le=300)] = 20.0


class Start(_Part, frozen=True, kw_only=True):
    """How the harness starts the target; absent, the target runs already."""

    command: Annotated[list[str], Meta(min_length=1)]
    ready_s: Annotated[float, Meta(gt=0, le=600)] = 30.0


class Production(_Part, frozen=True, kw_only=True):
    """How the same build is started as it is in production; without it, only a target that says that it is can show anything."""

    command: Annotated[list[str], Meta(min_length=1)]
    ready_s: Annotated[float, Meta(gt=0, le=600)] = 30.0


class Sms(_Part, frozen=True, kw_only=True):
    """Our SMS gateway as the target reaches it, and how a code is found in a message. Port 0 is any free port.

    `gateway` is the HTTP address of one that runs already (`hawiya sms serve`), as several runs at once need it.
    """

    gateway: Annotated[str, Meta(pattern="^http://[^/@]+/?$")] | None = None

    sender: str | None = None
    otp_pattern: str = r"(?<!\w)(\d{4,8})(?!\w)"
    serial_pattern: str = r"(?<!\w)(H\d{8})(?!\w)"
    smpp_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    http_port: Annotated[int, Meta(ge=0, le=65535)] = 0
    system_id: Annotated[str, Meta(max_length=15)] = "hawiya"
    password: Annotated[str, Meta(max_length=8)] = "secret08"  # noqa: S105 - of a simulated gateway that listens on loopback
    wait_s: Annotated[float, Meta(gt=0, le=120)] = 10.0


class Mail(_Part, frozen=True, kw_only=True):
    """Our mail server as the target reaches it, and how a code is found in a message. Port 0 is any free port."""

    code_pattern: str = r"(?<!\d)(\d{4,8})(?!\d)"
    smtp_port: Annotated[int, Meta(ge=0, le=65535)] = 0


class RosterSource(_Part, frozen=True, kw_only=True):
    """The people that the target has loaded: the folder that `hawiya population --out` wrote. Absent, one is made.

    `reclaim`: they can be given back through the port `reclaim`, so that a pool may lend them again.
    """

    path: str
    reclaim: bool = False


class ClockControl(_Part, frozen=True, kw_only=True):
    """The target's clock can be moved through the port `clock.set`."""

    kind: Literal["port"] = "port"


class Observe(_Part, frozen=True, kw_only=True):
    """What the target lets us read: its audit export through the port, and files that a leak scan searches (globs)."""

    audit: bool = False
    files: list[str] = msgspec.field(default_factory=list)


class Notices(_Part, frozen=True, kw_only=True):
    """What payment service and civil registry tell the target is authenticated by the token in this file.

    Absent, the file is made for the run, and a start command names it as {notice_token}.
    """

    token_file: str | None = None


class AdapterChoice(_Part, frozen=True, kw_only=True):
    """The adapter of a target whose wire is its own: `module:Class` or `file.py:Class`, made with the base URL."""

    name: Annotated[str, Meta(pattern=r"^([\w.]+|.*\.py):\w+$")] = "harness.adapters.hawiya:HawiyaAdapter"


class TargetFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A target file as it was read."""

    kind: Literal["server"]
    nation: Literal["kuwait", "saudi"]
    name: str = "target"
    policy: str | None = None
    reach: Reach = Reach()
    start: Start | None = None
    production: Production | None = None
    capabilities: dict[str, bool] = msgspec.field(default_factory=dict)
    sms: Sms = Sms()
    mail: Mail = Mail()
    roster: RosterSource | None = None
    clock: ClockControl | None = None
    observe: Observe = Observe()
    notices: Notices = Notices()
    adapter: AdapterChoice = AdapterChoice()

    def offers(self) -> frozenset[str]:
        """The names that a test may need."""
        return frozenset(
            {name for name, there in self.capabilities.items() if there}
            | {"alone"}
            | ({"clock"} if self.clock else set())
            | ({"audit"} if self.observe.audit else set())
            | ({"files"} if self.observe.files else set())
            | ({"own-wire"} if self.speaks_our_wire() else set())
        )

    def serial_pattern(self) -> re.Pattern[str]:
        """How a Hawyti serial is found in a message."""
        return re.compile(self.sms.serial_pattern)

    def speaks_our_wire(self) -> bool:
        """Whether the wire suites apply."""
        return self.adapter.name == AdapterChoice().name

    def wire_name(self) -> str:
        """The adapter, which translates to the wire of the target."""
        return self.adapter.name

    def the_policy(self) -> Policy:
        """The policy that the target is tested under."""
        return load_policy(self.policy or self.nation)


def load_target(name: str) -> TargetFile:
    """A target of kind `server`: packaged by its name (`reference`, or `reference-alternative` and others), or a file.

    Raises:
        UsageError: it cannot be read or does not hold, or is of another kind; the line says where.
    """
    text, place = read_target(name)
    if (kind := kind_of(text, place)) != "server":
        raise UsageError(f"{place}: kind = {kind!r}: this command tests servers; `hawiya certify` takes every kind")
    return _decode(text, place)


def read_target(name: str) -> tuple[bytes, str]:
    """The text of a target file, and what to call it.

    Raises:
        UsageError: it cannot be read.
    """
    packaged = resources.files("conformance").joinpath("targets", f"{name}.toml")
    if re.fullmatch(r"[a-z-]+", name) and packaged.is_file():
        return packaged.read_bytes(), f"targets/{name}.toml"
    try:
        return Path(name).read_bytes(), name
    except OSError as error:
        raise UsageError(
            f"{name}: cannot be read ({error.strerror}); name a target file, 'reference', 'card' or 'matcher'"
        ) from None


class _Kind(msgspec.Struct, frozen=True):
    """What of a target file says of which kind it is."""

    kind: Literal["server", "card", "matcher"]


def kind_of(text: bytes, place: str) -> Literal["server", "card", "matcher"]:
    """Of which kind the target is.

    Raises:
        UsageError: it is not TOML, or no kind that this version tests.
    """
    try:
        return msgspec.toml.decode(text, type=_Kind).kind
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        if place.endswith(".py"):
            raise UsageError(f"{place}: this is a Python file; {_NAMES_PYTHON}") from None
        raise UsageError(f"{place}: {error}; {_EXPLAINS}") from None


def _decode(text: bytes, place: str) -> TargetFile:
    try:
        target = msgspec.toml.decode(text, type=TargetFile)
        patterns = {"otp_pattern": re.compile(target.sms.otp_pattern), "serial_pattern": target.serial_pattern()}
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError, re.error) as error:
        raise UsageError(f"{place}: {error}; docs/sut-contract.md explains every key") from None
    for name, pattern in patterns.items():
        if pattern.groups != 1:
            wanted = "the code" if name == "otp_pattern" else "the serial"
            raise UsageError(f"{place}: [sms] {name} needs exactly one group, {wanted}; it has {pattern.groups}")
    _check(target, place)
    target.the_policy()
    if target.nation != "kuwait":
        raise UsageError(f"{place}: nation = {target.nation!r}: the people and suites of this version are Kuwait's")
    return target


def _check(target: TargetFile, place: str) -> None:
    if not target.start and "{" in target.reach.url:
        raise UsageError(f"{place}: [reach] url is missing, and there is no [start] command to begin the target with")
    if "@" in urlsplit(target.reach.url).netloc:
        raise UsageError(f"{place}: [reach] url holds a user or password, which would stand in reports; leave it out")
    if unknown := sorted(set(target.capabilities) - CAPABILITIES):
        raise UsageError(f"{place}: capabilities {', '.join(unknown)}: there are {', '.join(sorted(CAPABILITIES))}")
    if any(target.capabilities.values()) and target.start is None and target.notices.token_file is None:
        raise UsageError(f"{place}: [notices] token_file is missing: notices are authenticated by the token in it")
    for text in target.start.command if target.start else ():
        _check_placeholders(text, _IN_COMMAND, f"{place}: [start] command")
    for text in target.production.command if target.production else ():
        _check_placeholders(text, _IN_COMMAND, f"{place}: [production] command")
    _check_placeholders(target.reach.url, _IN_URL, f"{place}: [reach] url")
    for text in target.observe.files:
        _check_placeholders(text, _IN_FILES, f"{place}: [observe] files")


def _check_placeholders(text: str, known: Collection[str], place: str) -> None:
    try:
        fine = all(
            name is None or (name in known and not form and not conversion)
            for _, name, form, conversion in Formatter().parse(text)
        )
    except ValueError:  # a single brace
        fine = False
    if not fine:
        names = " ".join("{" + name + "}" for name in sorted(known))
        raise UsageError(
            f"{place}: {text!r} has an unknown placeholder; there are {names}, and {{{{ stands for a brace"
        )


def filled(text: str, values: Mapping[str, str]) -> str:
    """Fill the placeholders of a target file.

    Raises:
        UsageError: an unknown placeholder.
    """
    _check_placeholders(text, values, "target file")
    return text.format(**values)
