"""The `hawiya` command, assembled lazily: each folder registers one light table of its commands as an entry point.

The list of commands is wanted most and costs least: what only a chosen command needs is imported when it is chosen.
"""

import importlib
import os
import sys
from contextlib import contextmanager
from importlib import metadata
from typing import TYPE_CHECKING, Protocol, cast

from harness.commandline import Command, ExitCode, HarnessError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

GROUP = "hawiya.commands"
TRACE = "HAWIYA_TRACE"


class _CommandModule(Protocol):
    def add_arguments(self, parser: "argparse.ArgumentParser") -> None: ...

    def run(self, arguments: "argparse.Namespace") -> int: ...


def commands() -> list[Command]:
    """Every command of this distribution, in the order of their names."""
    tables = metadata.distribution("hawiya").entry_points.select(group=GROUP)
    return sorted((command for table in tables for command in table.load()), key=lambda command: command.name)


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Run one command; errors of use become one line on stderr and the documented exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    known = commands()
    command = _chosen(words, known)
    if command is not None:
        code = _end_of(command, words[len(command.name.split()) :])
    else:
        try:
            code = _help(words, known)
        except BrokenPipeError:
            code = ExitCode.CONFORMANT
    _reader_has_gone()
    return code


def _end_of(command: Command, words: list[str]) -> int:
    try:
        return _run(command, words)
    except SystemExit as end:  # of argparse, which has said why
        return end.code if isinstance(end.code, int) else ExitCode.CONFORMANT
    except HarnessError as error:
        return _say(command, str(error), error.exit_code)
    except KeyboardInterrupt:
        return _say(command, "interrupted", ExitCode.INCOMPLETE)
    except ModuleNotFoundError as error:
        extras = "'certify', 'reference' and 'capacity'"
        note = f"the package {error.name!r} is missing; install hawiya's wheel with its extras {extras}"
        return _say(command, note, ExitCode.ENVIRONMENT)
    except Exception as error:
        if os.environ.get(TRACE):
            raise
        return _unforeseen(command, error)


def _unforeseen(command: Command, error: Exception) -> int:
    if isinstance(error, BrokenPipeError) and (_reader_has_gone() or _pipe_is_broken()):
        return ExitCode.READER_GONE
    note = f"an error of ours: {type(error).__name__}: {error}; report it with what {TRACE}=1 prints"
    return _say(command, note, ExitCode.ENVIRONMENT)


def _run(command: Command, words: list[str]) -> int:
    import argparse  # noqa: PLC0415 - help would pay for it

    module = cast("_CommandModule", importlib.import_module(command.module))
    parser = argparse.ArgumentParser(prog=f"hawiya {command.name}", description=command.summary)
    module.add_arguments(parser)
    arguments = parser.parse_args(words)
    if command.name.split()[-1] == "serve":  # it ends itself on a signal
        return module.run(arguments)
    with _interruptible():
        return module.run(arguments)


@contextmanager
def _interruptible() -> "Iterator[None]":
    """SIGTERM interrupts like Ctrl-C, so that what a command has started is stopped; it interrupts once, not the clean-up."""
    import signal  # noqa: PLC0415 - help would pay for it
    import threading  # noqa: PLC0415

    def interrupt(_number: int, _frame: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    defaults = {signal.SIGTERM: signal.SIG_DFL, signal.SIGINT: signal.default_int_handler}
    ours = threading.current_thread() is threading.main_thread()
    before = {number: default for number, default in defaults.items() if ours and signal.getsignal(number) == default}
    for number in before:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _reader_has_gone() -> bool:
    """Whether the reader of stdout has closed the pipe (`| head`); then what is still to be said goes nowhere, quietly."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - pathlib would make help slower
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        return True
    return False


def _pipe_is_broken() -> bool:
    """Whether nobody reads stdout any more, although nothing is left to be written to it."""
    import select  # noqa: PLC0415 - help would pay for it

    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return any(event & select.POLLERR for _, event in poll.poll(0))


def _say(command: Command, line: str, code: ExitCode) -> int:
    from harness.world.untrusted import one_line  # noqa: PLC0415 - help would pay for it

    # a line may quote what a target said, which must not move the cursor or forge another line (THR-096)
    print(f"hawiya {command.name}: {one_line(line)}", file=sys.stderr)  # noqa: T201 - this is the shell
    return code


def _chosen(words: list[str], known: list[Command]) -> Command | None:
    fitting = [command for command in known if words[: len(command.name.split())] == command.name.split()]
    return max(fitting, key=lambda command: len(command.name.split()), default=None)


def _help(words: list[str], known: list[Command]) -> int:
    asked = not words or any(word in ("-h", "--help") for word in words)
    wanted = [word for word in words if not word.startswith("-")]
    if wanted and not (asked and any(command.name.split()[0] == wanted[0] for command in known)):
        print(_unknown(wanted, known), file=sys.stderr)  # noqa: T201
        return ExitCode.USAGE
    if words == ["--version"]:
        print(f"hawiya {metadata.version('hawiya')}")  # noqa: T201
        return ExitCode.CONFORMANT
    lines = ["usage: hawiya COMMAND [OPTIONS]", "", "Simulation and conformance test harness for digital identity", ""]
    width = max(len(command.name) for command in known)
    lines += [f"  {command.name:<{width}}  {command.summary}" for command in known]
    lines += ["", "`hawiya COMMAND --help` explains a command. Exit codes: docs/sut-contract.md"]
    print("\n".join(lines))  # noqa: T201
    return ExitCode.CONFORMANT if asked else ExitCode.USAGE


def _unknown(wanted: list[str], known: list[Command]) -> str:
    """What is wrong with words that begin no command, in one line: half a name, or one that is close to another."""
    import difflib  # noqa: PLC0415 - help would pay for it

    group = [command.name.split()[1] for command in known if command.name.split()[0] == wanted[0]]
    if group and len(wanted) == 1:
        return f"hawiya {wanted[0]}: which one? {', '.join(group)}; `hawiya --help` lists all commands"
    beside = group or sorted({command.name.split()[0] for command in known})
    word, place = (wanted[1], f"hawiya {wanted[0]}") if group else (wanted[0], "hawiya")
    meant = difflib.get_close_matches(word, beside, n=1)
    guess = f"did you mean {meant[0]}? " if meant else ""
    return f"{place}: no command {word!r}; {guess}`hawiya --help` lists them"
