"""People who are given back: the server meets them as new, and everybody else as before."""

import asyncio

from harness.reference import audit
from harness.world.ports import Accepted, Leased, Request


def play(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def named(person):
    return Leased(civil_number=person.record.civil_number, mobile="+96550000001")


async def lock(server, name):
    """Use up the tries of a person's face."""
    phone = server.phone(name)
    await phone.to_confirmed()
    while (await phone.selfie(f"face:nobody-like-{name}".encode())).reason != "PROOF_LOCKED":
        pass


async def selfie_of(server, name):
    phone = server.phone(name)
    await phone.to_confirmed()
    return await phone.selfie()


def test_a_person_who_is_given_back_is_new_and_nobody_else_is(running):
    async def run():
        async with running.start() as server:
            phone = server.phone("citizen")
            await phone.to_active()
            await lock(server, "citizen")
            await lock(server, "other")
            answer = await server.converse(server.adapter.reclaim(people=[named(phone.person)]))
            return answer, await phone.do("state"), await selfie_of(server, "citizen"), await selfie_of(server, "other")

    answer, state, given_back, kept = play(run())
    assert isinstance(answer, Accepted)
    assert state.reason == "NOT_REGISTERED"
    assert isinstance(given_back, Accepted)
    assert kept.reason == "PROOF_LOCKED"


def test_the_audit_log_stays(running):
    async def run():
        async with running.start() as server:

            async def log():
                return await server.service.database.read(
                    lambda connection: audit.export(connection, after=0, limit=100)
                )

            await server.phone("citizen").to_active()
            before = await log()
            await server.converse(server.adapter.reclaim(people=[named(server.people["citizen"])]))
            return before, await log()

    before, after = play(run())
    assert after[: len(before)] == before != []


def test_many_people_are_given_back_in_several_requests(running):
    async def run():
        asked = []
        async with running.start() as server:
            conversation = server.adapter.reclaim(people=[named(server.people["citizen"])] * 450)
            request = next(conversation)
            try:
                while True:
                    asked.append(request)
                    request = conversation.send(await server.exchange(request))
            except StopIteration as finished:
                return asked, finished.value

    asked, outcome = play(run())
    assert (len(asked), type(outcome)) == (3, Accepted)


def test_nobody_is_given_back_without_test_hooks(running):
    headers = (("content-type", "application/json"),)

    async def run():
        async with running.start(test_hooks=False) as server:
            return await server.exchange(
                Request(method="POST", path="/test/reclaim", headers=headers, body=b'{"people":[]}')
            )

    assert play(run()).status == 404
