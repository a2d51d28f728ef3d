"""The SMPP client against the smallest SMSC that the codec allows."""

import asyncio

import pytest

from harness.commandline import UsageError
from harness.protocol.encoding import smpp
from harness.protocol.encoding.smpp import CommandId, CommandStatus
from harness.reference.gateway import HttpGateway, NoGateway, SmppGateway, gateway_for
from harness.reference.outbox import GatewayError, TextMessage

ARABIC = "الهيئة: رمز التحقق الخاص بك هو 123456. " * 3


class Smsc:
    """Takes messages; `throttles` of them are refused first, `drops` connections are cut at the first submit."""

    def __init__(self, *, throttles: int = 0, drops: int = 0) -> None:
        self.throttles = throttles
        self.drops = drops
        self.binds: list[smpp.Bind] = []
        self.taken: list[smpp.SubmitSm] = []
        self._server: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error: object) -> None:
        self._server.close()

    async def _serve(self, reader, writer) -> None:
        buffer = b""
        while data := await reader.read(4096):
            buffer += data
            while True:
                pdu, buffer = smpp.next_pdu(buffer)
                if pdu is None:
                    break
                answer = self._answer(pdu)
                if answer is None:
                    writer.close()
                    return
                writer.write(smpp.encode(answer))
        writer.close()

    def _answer(self, pdu):
        if isinstance(pdu, smpp.Bind):
            self.binds.append(pdu)
            return smpp.BindResp(sequence=pdu.sequence, command_id=CommandId.BIND_TRANSCEIVER_RESP, system_id="smsc")
        if isinstance(pdu, smpp.Unbind):
            return smpp.UnbindResp(sequence=pdu.sequence)
        if self.drops:
            self.drops -= 1
            return None
        if self.throttles:
            self.throttles -= 1
            return smpp.SubmitSmResp(sequence=pdu.sequence, command_status=CommandStatus.ESME_RTHROTTLED)
        self.taken.append(pdu)
        return smpp.SubmitSmResp(sequence=pdu.sequence, message_id=str(len(self.taken)))


async def bound(gateway) -> None:
    async with asyncio.timeout(5):
        while gateway.status() != "ok":  # noqa: ASYNC110 - the gateway is polled as /ready polls it
            await asyncio.sleep(0.005)


def message(text: str) -> TextMessage:
    return TextMessage(message_id=7, sender="PACI", recipient="+96550000001", text=text)


def play(coroutine):
    return asyncio.run(asyncio.wait_for(coroutine, 20))


def test_a_long_arabic_message_arrives_whole():
    async def send():
        async with Smsc() as smsc:
            gateway = gateway_for(f"smpp://user:secret@127.0.0.1:{smsc.port}")
            await gateway.start()
            await bound(gateway)
            await gateway.send(message(ARABIC))
            await gateway.close()
            return smsc

    smsc = play(send())
    parts, whole = smpp.Reassembler(), None
    for submitted in smsc.taken:
        parts, whole = parts.add("one", smpp.part_of(submitted))
    assert smpp.decode_text(smsc.taken[0].data_coding, whole) == ARABIC
    assert (smsc.taken[0].source.number, smsc.taken[0].destination.number) == ("PACI", "96550000001")
    assert (smsc.binds[0].system_id, smsc.binds[0].password) == ("user", "secret")


def test_a_throttled_message_is_refused_for_now():
    async def send():
        async with Smsc(throttles=1) as smsc:
            gateway = gateway_for(f"smpp://127.0.0.1:{smsc.port}")
            await gateway.start()
            await bound(gateway)
            try:
                await gateway.send(message("hello"))
            except GatewayError as error:
                return error
            finally:
                await gateway.close()

    assert not play(send()).is_final


def test_a_lost_link_is_bound_again():
    async def send():
        async with Smsc(drops=1) as smsc:
            gateway = gateway_for(f"smpp://127.0.0.1:{smsc.port}")
            await gateway.start()
            await bound(gateway)
            with pytest.raises(GatewayError):
                await gateway.send(message("hello"))
            await bound(gateway)
            await gateway.send(message("hello"))
            await gateway.close()
            return smsc

    smsc = play(send())
    assert (len(smsc.binds), len(smsc.taken)) == (2, 1)


def test_an_enrollment_receives_its_code_over_smpp_after_a_throttle(running):
    async def enroll():
        async with Smsc(throttles=1) as smsc:
            gateway = gateway_for(f"smpp://127.0.0.1:{smsc.port}")
            async with running.start(inbox=gateway) as server:
                phone = server.phone()
                await phone.to_otp_sent()
                async with asyncio.timeout(5):
                    while not smsc.taken:  # noqa: ASYNC110 - the SMSC is watched from outside
                        await asyncio.sleep(0.005)
                text = smpp.decode_text(smsc.taken[0].data_coding, smsc.taken[0].content)
                code = next(word for word in text.replace(".", " ").split() if word.isdigit())
                return await phone.do("otp", code=code)

    assert play(enroll()).facts.state == "VERIFIED"


def test_a_url_chooses_the_gateway():
    async def kinds():
        found = [gateway_for(url) for url in ("smpp://u:p@127.0.0.1:2775", "http://127.0.0.1:9000", None)]
        await found[1].close()
        return [type(each) for each in found]

    assert play(kinds()) == [SmppGateway, HttpGateway, NoGateway]


@pytest.mark.parametrize("url", ["smpp://127.0.0.1", "ftp://127.0.0.1", "smpp://127.0.0.1:notaport", "nonsense"])
def test_a_bad_url_is_refused_in_one_line(url):
    with pytest.raises(UsageError, match="--sms must be"):
        gateway_for(url)
