"""The commands of this folder."""

from harness.commandline import Command

COMMANDS = (
    Command(
        name="capacity run",
        summary="Simulate the kiosks or the counters of a model",
        module="load.capacity.run_command",
    ),
    Command(
        name="capacity formula",
        summary="Answer a queueing question by a formula",
        module="load.capacity.formula_command",
    ),
)
