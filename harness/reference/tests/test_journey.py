import asyncio

from harness.world.ports import Accepted


def play(coroutine):
    return asyncio.run(coroutine)


def test_a_citizen_ends_with_an_active_identity(running):
    async def journey():
        async with running.start() as server:
            phone = server.phone()
            outcome = await phone.to_active()
            state = await phone.do("state")
            services = await phone.do("services")
            return outcome, state, services

    outcome, state, services = play(journey())
    assert (outcome.facts.state, outcome.facts.level, outcome.facts.pin_state) == ("ACTIVE", "medium", "set")
    assert isinstance(state, Accepted)
    assert state.facts.identity == outcome.facts.identity
    assert services.facts.services == ("view",)
