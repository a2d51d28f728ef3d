"""The answer to a wish for a new password takes the same time whether there is an account or not (PRV-009)."""

import asyncio
import json
from time import monotonic

from harness.reference.appointments.rules import Account
from harness.reference.appointments.store import find_account, keep_account
from harness.reference.identity.rules import person_key
from harness.world.ports import Request

AT_ONCE_S = 0.05
"""More than an answer to nobody takes by itself, and far less than the fixed time."""


def wish(civil_number: str) -> Request:
    headers = (("content-type", "application/json"),)
    return Request(
        method="POST", path="/v1/recovery", headers=headers, body=json.dumps({"civil_number": civil_number}).encode()
    )


async def open_account(server, civil_number: str) -> None:
    account = Account(
        person=person_key(civil_number, server.service.secret),
        mobile="+96550000001",
        email="person@example.org",
        language="en",
        salt=b"salt",
        password=b"hash",
    )
    await server.service.database.write(lambda connection: keep_account(connection, account))


async def answered(server, civil_number: str) -> tuple[int, bytes, float]:
    began = monotonic()
    response = await server.exchange(wish(civil_number))
    return response.status, response.body, monotonic() - began


def test_a_wish_of_nobody_is_answered_as_late_as_that_of_an_account(running):
    async def ask():
        async with running.start() as server:
            known, unknown = (server.people[name].record.civil_number for name in ("citizen", "other"))
            await open_account(server, known)
            found = [await answered(server, number) for number in (known, unknown)]
            person = person_key(known, server.service.secret)
            return found, await server.service.database.read(lambda connection: find_account(connection, person))

    (known, unknown), account = asyncio.run(asyncio.wait_for(ask(), 20))
    assert known[:2] == unknown[:2]
    assert min(known[2], unknown[2]) > AT_ONCE_S
    assert account.recovery_digest  # a code was made for the one, and nothing for the other
