"""`hawiya lock`: write down the suite that a pipeline agrees to."""

import argparse
import sys
from importlib import metadata
from pathlib import Path

import msgspec

from conformance.certification.kinds import kind_named, tested_under
from conformance.certification.options import TARGET_HELP
from conformance.certification.passes import collect
from conformance.certification.run import suite_digest
from conformance.gating.lockfile import Lock, write_lock
from conformance.gating.profiles import load_profile, named, packaged
from conformance.target import REFERENCE
from harness.catalogue import load_catalogue
from harness.commandline import ExitCode
from harness.world.results import Named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `hawiya lock`."""
    parser.add_argument("--target", default=REFERENCE, help=f"whose policy is locked: {TARGET_HELP}")
    parser.add_argument("--profile", metavar="FILE", help="a profile of your own to lock beside the packaged ones")
    parser.add_argument(
        "--out", type=Path, default=Path("hawiya.lock"), metavar="FILE", help="the lock (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print the lock as JSON on stdout, too")


def run(arguments: argparse.Namespace) -> int:
    """Write it; nothing is started."""
    profiles = [*packaged(), *([arguments.profile] if arguments.profile else [])]
    catalogue = load_catalogue()
    lock = Lock(
        suite=Named(name="hawiya", version=metadata.version("hawiya"), digest=suite_digest()),
        catalogue=Named(name="catalogue", version=catalogue.version, digest=catalogue.digest),
        policy=tested_under(arguments.target),
        profiles=[named(load_profile(name)) for name in profiles],
        tests=[test.id for test in collect(kind_named(arguments.target))],
    )
    write_lock(arguments.out, lock)
    if arguments.json:
        sys.stdout.buffer.write(msgspec.json.encode(lock) + b"\n")
    else:
        sys.stdout.write(
            f"{arguments.out}: {len(lock.tests)} tests, suite {lock.suite.version} {lock.suite.digest[:8]}\n"
        )
    return int(ExitCode.CONFORMANT)
