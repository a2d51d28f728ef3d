"""Notices of other authorities: who may send them, what they change, and that a repetition changes nothing."""

import asyncio
import re

import pytest

from harness.commandline import UsageError
from harness.reference.serve import read_token
from harness.world.ports import Accepted, Refused

TOKEN = "a-token-of-a-test-that-is-long-enough-to-be-one"


def play(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


async def told(server, wish, *, token=TOKEN, notice="notice-0001", **facts):
    return await server.converse(getattr(server.adapter, wish)(token=token, notice_id=notice, **facts))


async def paid(server, **changes):
    reference = server.people["unpaid"].record.request.reference_number
    return await told(server, "pay_fee", **{"reference_number": reference, **changes})


async def entry_of(server, person, *, status=None, residency_article=None, notice="notice-0001"):
    number = server.people[person].record.civil_number
    facts = {"civil_number": number, "status": status, "residency_article": residency_article}
    return await told(server, "registry_changed", notice=notice, **facts)


def code(outcome):
    return outcome.reason if isinstance(outcome, Refused) else "accepted" if isinstance(outcome, Accepted) else outcome


def test_a_paid_fee_sends_the_serial_that_then_serves(running):
    async def journey():
        async with running.start(notice_token=TOKEN) as server:
            outcome = await paid(server)
            await server.inbox.received(1)
            serial = re.search(r"H\d{8}", server.inbox.messages[0].text)[0]
            phone = server.phone("unpaid")
            await phone.to_confirmed(hawyti_serial=serial)
            return outcome, server.inbox.messages[0].recipient, await phone.selfie()

    outcome, recipient, selfie = play(journey())
    assert (code(outcome), recipient, selfie.facts.state) == ("accepted", "+96550000009", "OTP_SENT")


@pytest.mark.parametrize("again", ["notice-0001", "notice-0002"])
def test_a_payment_that_is_told_again_is_ignored(running, again):
    async def journey():
        async with running.start(notice_token=TOKEN) as server:
            first, second = await paid(server), await paid(server, notice=again)
            await server.inbox.received(1)
            return code(first), code(second), len(server.inbox.messages)

    assert play(journey()) == ("accepted", "DUPLICATE_IGNORED", 1)


@pytest.mark.parametrize("token", ["", "another-token-of-a-test-that-is-long-enough", TOKEN + "x"])
def test_a_notice_without_the_token_is_refused(running, token):
    async def journey():
        async with running.start(notice_token=TOKEN) as server:
            return code(await paid(server, token=token)), len(server.inbox.messages)

    assert play(journey()) == ("TOKEN_INVALID", 0)


def test_a_server_without_a_token_takes_no_notices(running):
    async def journey():
        async with running.start() as server:
            return code(await paid(server))

    assert play(journey()) == "NOT_FOUND"


def test_a_notice_about_nobody_is_not_found(running):
    async def journey():
        async with running.start(notice_token=TOKEN) as server:
            return code(await paid(server, reference_number="R000000000"))

    assert play(journey()) == "NOT_FOUND"


def test_the_identity_of_the_dead_is_suspended_and_comes_back_when_that_was_wrong(running):
    async def journey():
        async with running.start(notice_token=TOKEN) as server:
            phone = server.phone()
            await phone.to_active()
            await entry_of(server, "citizen", status="deceased")
            suspended = code(await phone.do("state")), code(await phone.do("services"))
            await entry_of(server, "citizen", status="active", notice="notice-0002")
            return suspended, (await phone.do("state")).facts.state

    assert play(journey()) == (("IDENTITY_SUSPENDED", "IDENTITY_SUSPENDED"), "ACTIVE")


def test_a_change_is_known_at_the_next_enrollment(running):
    async def journey():
        async with running.start(notice_token=TOKEN) as server:
            await entry_of(server, "resident", residency_article=20)
            phone = server.phone("resident")
            await phone.to_confirmed()
            return code(await phone.selfie())

    assert play(journey()) == "CATEGORY_EXCLUDED"


def test_changes_of_one_entry_add_up(running):
    async def journey():
        async with running.start(notice_token=TOKEN) as server:
            await entry_of(server, "resident", residency_article=20)
            await entry_of(server, "resident", status="active", notice="notice-0002")
            phone = server.phone("resident")
            await phone.to_confirmed()
            return code(await phone.selfie())

    assert play(journey()) == "CATEGORY_EXCLUDED"


@pytest.mark.parametrize("content", ["", "short", "two words " * 8])
def test_a_token_that_is_none_is_refused_at_start(tmp_path, content):
    (tmp_path / "token").write_text(content)
    with pytest.raises(UsageError, match="at least 32 characters"):
        read_token(tmp_path / "token")


def test_a_token_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="nowhere"):
        read_token(tmp_path / "nowhere")
