"""The commands of this folder."""

from harness.commandline import Command

COMMANDS = (
    Command(
        name="card insert", summary="Put a card into a virtual reader", module="simulators.card.pcscd.insert_command"
    ),
    Command(
        name="card new", summary="Make a test card for a synthetic person", module="simulators.personalization.command"
    ),
    Command(name="card shell", summary="Send a card commands by hand", module="simulators.card.shell_command"),
    Command(name="card show", summary="Show what is in a card file", module="simulators.card.show"),
    Command(
        name="faces generate",
        summary="Make pictures of people who do not exist",
        module="simulators.faces.generate_command",
    ),
    Command(
        name="faces sheet", summary="Lay pictures of a folder out side by side", module="simulators.faces.sheet_command"
    ),
    Command(name="pcscd", summary="Run a command with virtual card readers", module="simulators.card.pcscd.command"),
    Command(name="readers", summary="List the card readers of PC/SC", module="simulators.card.readers.list_command"),
    Command(name="population", summary="Write a roster of synthetic people", module="simulators.population.command"),
    Command(name="sms serve", summary="Serve the simulated SMS gateway", module="simulators.sms.serve"),
)
