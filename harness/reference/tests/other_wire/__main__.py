"""A second server to certify, with a wire of its own: the proof that the suites speak to ports and not to our wire.

    python -m harness.reference.tests.other_wire --port 8090 --roster DIR/roster.json --test-hooks

It takes the arguments of `hawiya serve` and is another HTTP shell (`shell.py`) before the rules of the reference, so it does
everything that the reference does. The bytes have nothing in common: other paths and names (`words.py`), forms in place of
JSON, lines in place of problem documents, its own numbers of errors, times in another format, and a signature header in place
of DPoP (`wire.py`).

It stands in `tests/`, because no user needs it and the wheel leaves it out; inside the reference, because only the reference
may import the reference; and it is a process with a command line, because that is how a target file starts any target. Its
adapter and its target file play a vendor's, outside the harness: `docs/examples/`.
"""

import argparse
import sys

from harness.reference import serve
from harness.reference.tests.other_wire.shell import create_app

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="other_wire", description="A second wire before the rules of the reference.")
    serve.add_arguments(parser)
    sys.exit(serve.run(parser.parse_args(), create_app))
