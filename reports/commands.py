"""The commands of this folder."""

from harness.commandline import Command

COMMANDS = (Command(name="report", summary="Write the reports of a run folder again", module="reports.command"),)
