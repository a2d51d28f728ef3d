"""Kannel, a gateway that operators run, binds to the message center with its bearerbox and sends through it."""

import os
import shutil
import socket
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest

PATIENCE_S = 20.0
ARABIC = "رمز التحقق الخاص بك هو ١٢٣٤٥٦، صالح خمس دقائق."
DELIVERED, SUBMITTED = "1", "8"
"""Kannel's kinds of delivery report: reached the phone, taken by the message center."""

CORE = """
group = core
admin-port = {admin}
admin-password = admin
admin-interface = 127.0.0.1
smsbox-port = {boxes}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
box-deny-ip = *.*.*.*
dlr-storage = internal
log-level = 1

group = smsc
smsc = smpp
smsc-id = hawiya
host = 127.0.0.1
port = {smpp}
transceiver-mode = true
smsc-username = hawiya
smsc-password = secret08
system-type = test
source-addr-ton = 5
source-addr-npi = 0
dest-addr-ton = 1
dest-addr-npi = 1
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes}
sendsms-port = {send}
sendsms-interface = 127.0.0.1
log-level = 1

group = sendsms-user
username = tester
password = tester
concatenation = true
max-messages = 8
"""


def _until(found: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not found():
        if time.monotonic() > deadline:
            pytest.fail(f"{what}: not within {PATIENCE_S:g} s")
        time.sleep(0.05)


def _free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in taken]
    for each in taken:
        each.close()
    return ports


def _status(port: int, state: str) -> bool:
    try:
        page = httpx.get(f"http://127.0.0.1:{port}/status.xml", params={"password": "admin"}, trust_env=False).text
    except httpx.HTTPError:
        return False
    found = [each.text or "" for each in ET.fromstring(page).iterfind(state)]  # noqa: S314 - of a process of ours
    return any(text.startswith(("online", "on-line")) for text in found)


class Reports:
    """Where Kannel calls with its delivery reports."""

    def __init__(self) -> None:
        kinds = self._kinds = defaultdict(list)

        class Called(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                kinds[query["to"][0]].append(query["kind"][0])
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Called)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def url(self, recipient: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/?kind=%d&to={quote(recipient, safe='')}"

    def of(self, recipient: str) -> list[str]:
        return sorted(self._kinds[recipient])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Kannel:
    """A bearerbox that is bound to our message center, and the smsbox before it."""

    send_port: int
    reports: Reports

    def send(self, recipient: str, text: str, **fields: object) -> httpx.Response:
        parameters = {"username": "tester", "password": "tester", "from": "PACI", "to": recipient, "text": text}
        parameters |= {"charset": "UTF-8", "dlr-mask": 9, "dlr-url": self.reports.url(recipient), **fields}
        url = f"http://127.0.0.1:{self.send_port}/cgi-bin/sendsms"
        return httpx.get(url, params=parameters, trust_env=False, timeout=PATIENCE_S)


@pytest.fixture(scope="module")
def kannel(gateway, tmp_path_factory) -> Iterator[Kannel]:
    if shutil.which("bearerbox") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Debian's package kannel is missing: .ci/setup installs it")
        pytest.skip("Debian's package kannel is not installed")
    folder = tmp_path_factory.mktemp("kannel")
    admin, boxes, send = _free_ports(3)
    file = folder / "kannel.conf"
    file.write_text(CORE.format(admin=admin, boxes=boxes, send=send, smpp=gateway.smpp_port))
    running = [_start("bearerbox", file)]
    reports = Reports()
    try:
        _until(lambda: _status(admin, "smscs/smsc/status"), "bearerbox binds to the message center")
        running.append(_start("smsbox", file))
        _until(lambda: _status(admin, "boxes/box/status"), "smsbox reaches the bearerbox")
        yield Kannel(send_port=send, reports=reports)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait(PATIENCE_S)
        reports.close()


def _start(name: str, file: Path) -> subprocess.Popen[bytes]:
    log = (file.parent / f"{name}.log").open("wb")
    with log:
        return subprocess.Popen([name, str(file)], stdout=log, stderr=subprocess.STDOUT)


def test_kannel_sends_arabic(kannel, inbox, recipient, mark) -> None:
    assert kannel.send(recipient, ARABIC, coding=2).status_code == httpx.codes.ACCEPTED
    message = inbox.wait_for(recipient, mark, PATIENCE_S)
    assert (message.text, message.sender, message.via) == (ARABIC, "PACI", "smpp")


def test_kannel_sends_a_long_message_in_parts(kannel, inbox, recipient, mark) -> None:
    text = " ".join([ARABIC] * 6)
    kannel.send(recipient, text, coding=2)
    message = inbox.wait_for(recipient, mark, PATIENCE_S)
    assert (message.text, message.parts) == (text, 5)


def test_kannel_gets_its_delivery_reports(kannel, recipient) -> None:
    kannel.send(recipient, "Your code is 123456")
    _until(lambda: len(kannel.reports.of(recipient)) > 1, "both reports of one message")
    assert kannel.reports.of(recipient) == [DELIVERED, SUBMITTED]
