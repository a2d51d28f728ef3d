"""`python -m harness` is the `hawiya` command."""

import sys

from harness.command import main

sys.exit(main())
