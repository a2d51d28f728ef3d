"""The commands of this folder."""

from harness.commandline import Command

COMMANDS = (Command(name="serve", summary="Serve the reference implementation", module="harness.reference.serve"),)
