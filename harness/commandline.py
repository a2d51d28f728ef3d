"""How a folder tells the `hawiya` command what it offers: light values, so that help costs no heavy import."""

from enum import IntEnum
from typing import NamedTuple


class ExitCode(IntEnum):
    """What a command's end means; the same everywhere."""

    CONFORMANT = 0
    """Done; for a certification: conformant."""
    NOT_CONFORMANT = 1
    USAGE = 2
    """Wrong use or a bad file."""
    ENVIRONMENT = 3
    """Unreachable, wrong protocol, clock skew, a port that is taken, or our own error."""
    INCOMPLETE = 4
    """Nothing ran, a required test was N/A or inconclusive, or the run was cut."""
    READER_GONE = 141
    """Nobody reads what is printed any more (`| head`): 128 and SIGPIPE, as of any program."""


class Command(NamedTuple):
    """A command or, with a space in its name, a subcommand (`sms serve`).

    `module` offers `add_arguments(parser)` and `run(arguments) -> int`; it is imported only when the command is called.
    A named tuple, because a dataclass would cost `--help` more than the rest of it.
    """

    name: str
    summary: str
    module: str


class HarnessError(Exception):
    """Our tool or its use is wrong. The message says what happened and what to do; `exit_code` is the command's end."""

    exit_code = ExitCode.ENVIRONMENT


class UsageError(HarnessError):
    """A wrong argument or a bad file."""

    exit_code = ExitCode.USAGE


class InterruptedRun(HarnessError):  # noqa: N818 - it is no error
    """The user has stopped a run that can be gone on with."""

    exit_code = ExitCode.INCOMPLETE
