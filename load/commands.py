"""The commands of this folder."""

from harness.commandline import Command

COMMANDS = (
    Command(
        name="capacity run",
        summary="Simulate the kiosks or the counters of a model",
        module="load.capacity.commands.run",
    ),
    Command(
        name="capacity plan",
        summary="Find the least devices of each site that keep a target, certified by simulation",
        module="load.capacity.commands.plan",
    ),
    Command(
        name="capacity compare",
        summary="Compare two models, or one with a change, on the same people",
        module="load.capacity.commands.compare",
    ),
    Command(
        name="capacity surface",
        summary="Simulate every number of devices over a range of demands, once, for `query`",
        module="load.capacity.commands.surface",
    ),
    Command(
        name="capacity query",
        summary="Ask a surface and have the answer at once, with its errors",
        module="load.capacity.commands.query",
    ),
    Command(
        name="capacity rollout",
        summary="Plan quarters within a budget: which site gets the next kiosk, and the regret under unknown demand",
        module="load.capacity.commands.rollout",
    ),
    Command(
        name="capacity place",
        summary="Send people to sites that bear them, by the shortest ways (CP-SAT), with the optimality gap",
        module="load.capacity.commands.place",
    ),
    Command(
        name="capacity calibrate",
        summary="Fit service times and retries to events of real runs and a field study, with tests of the fit",
        module="load.capacity.commands.calibrate",
    ),
    Command(
        name="capacity formula",
        summary="Answer a queueing question by a formula",
        module="load.capacity.commands.formula",
    ),
    Command(
        name="capacity report",
        summary="Write the report of a model: one page with map, waits, costs and assumptions",
        module="load.capacity.commands.report",
    ),
)
