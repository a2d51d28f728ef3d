"""The commands of this folder."""

from harness.commandline import Command

COMMANDS = (
    Command(name="population", summary="Write a roster of synthetic people", module="simulators.population.command"),
    Command(name="sms serve", summary="Serve the simulated SMS gateway", module="simulators.sms.serve"),
)
