"""The HTTP API, the inbox and its page."""

import concurrent.futures
import json
from datetime import UTC, datetime
from html.parser import HTMLParser

import httpx
import pytest

from simulators.sms.client import SmsInbox, SmsInboxError
from simulators.sms.faults import Delay, Loss
from simulators.sms.gateway import SmsGateway, SmsGatewayError
from simulators.sms.inbox import Inbox, Message
from simulators.sms.settings import Limits, SmsSettings

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>\"&amp;"


@pytest.fixture(scope="module")
def http(gateway):
    with httpx.Client(base_url=gateway.http_url, trust_env=False) as client:
        yield client


def message(recipient: str, **changes: object) -> dict[str, object]:
    return {"from": "HAWIYA", "to": recipient, "text": "رمزك 123456"} | changes


def test_a_submitted_message_is_accepted(http, recipient) -> None:
    answer = http.post("/v1/messages", json=message(recipient))
    assert (answer.status_code, list(answer.json())) == (202, ["message_id"])


def test_a_submitted_message_stands_in_the_inbox(http, inbox, recipient, mark) -> None:
    sent = http.post("/v1/messages", json=message(recipient, reference="r-1")).json()
    inbox.wait_for(recipient, mark, 5)
    record = http.get("/v1/inbox", params={"to": recipient, "after": mark}).json()["messages"][0]
    shown = {
        name: record[name] for name in ("message_id", "sender", "text", "parts", "data_coding", "via", "reference")
    }
    assert shown == {
        "message_id": sent["message_id"],
        "sender": "HAWIYA",
        "text": "رمزك 123456",
        "parts": 1,
        "data_coding": 8,
        "via": "http",
        "reference": "r-1",
    }


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "MALFORMED"),
        (b'{"from":"A","from":"B","to":"+96550000001","text":"x"}', 400, "MALFORMED"),
        (b"\xff", 400, "MALFORMED"),
        (json.dumps(message("+96550000001", extra=1)).encode(), 422, "INVALID"),
        (json.dumps(message("12")).encode(), 422, "INVALID"),
        (json.dumps(message("+96550000001", text="\ud83d")).encode(), 400, "MALFORMED"),
        (json.dumps(message("+96550000001", reference="\ud83d")).encode(), 400, "MALFORMED"),
        (json.dumps(message("+96550000001", **{"from": ""})).encode(), 422, "INVALID"),
        (json.dumps(message("+96550000001", text="ح" * 20_000)).encode(), 422, "INVALID"),
        (b" " * 300_000, 413, "TOO_LARGE"),
    ],
    ids=[
        "no JSON",
        "duplicate",
        "no UTF-8",
        "unknown",
        "number",
        "surrogate",
        "surrogate 2",
        "sender",
        "long",
        "large",
    ],
)
def test_a_bad_body_is_refused_with_its_code(http, body, status, code) -> None:
    answer = http.post("/v1/messages", content=body, headers={"Content-Type": "application/json"})
    found = (answer.status_code, answer.headers["content-type"], answer.json()["code"], answer.json()["status"])
    assert found == (status, "application/problem+json", code, status)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "NOT_FOUND"),
        ("PATCH", "/v1/inbox", 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", "/v1/faults/fault-0", 404, "NOT_FOUND"),
        ("POST", "/v1/messages", 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("GET", "/v1/inbox?after=x", 400, "MALFORMED"),
        ("GET", "/v1/inbox?wait_s=31", 400, "MALFORMED"),
        ("GET", "/v1/inbox?wait_s=nan", 400, "MALFORMED"),
        ("GET", "/v1/inbox?to=abc", 400, "MALFORMED"),
    ],
)
def test_a_bad_request_is_a_problem_document(http, method, path, status, code) -> None:
    answer = http.request(method, path)
    found = (answer.status_code, answer.headers["content-type"], answer.json()["code"])
    assert found == (status, "application/problem+json", code)


def test_an_unknown_fault_is_refused(http) -> None:
    assert http.post("/v1/faults", json={"kind": "explosion"}).json()["code"] == "INVALID"


def test_put_replaces_all_faults() -> None:
    with SmsGateway(SmsSettings()) as own, SmsInbox(own.http_url) as inbox:
        inbox.inject(Loss(to="+96540"))
        inbox.replace_faults([Delay(to="+96541", delay_s=1)])
        faults = [each.fault for each in inbox.faults()]
    assert faults == [Delay(to="+96541", delay_s=1)]


def test_too_many_waiting_readers_are_refused() -> None:
    with SmsGateway(SmsSettings(limits=Limits(pollers=0))) as own:
        answer = httpx.get(f"{own.http_url}/v1/inbox?wait_s=1", trust_env=False)
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")


def test_health_tells_the_time_and_the_sequence(http, inbox) -> None:
    health = http.get("/health").json()
    assert (health["status"], health["next"], health["time"][-1]) == ("ok", inbox.mark(), "Z")


def test_a_long_poll_ends_with_the_message(gateway, inbox, recipient, mark) -> None:
    with concurrent.futures.ThreadPoolExecutor() as pool, SmsInbox(gateway.http_url) as other:
        waiting = pool.submit(other.wait_for, recipient, mark, 5)
        inbox.submit(sender="HAWIYA", recipient=recipient, text="awaited")
        assert waiting.result(5).text == "awaited"


def test_waiting_ends_without_a_message(inbox, recipient, mark) -> None:
    assert inbox.wait_for(recipient, mark, 0.05) is None


def test_the_count_goes_on_after_the_inbox_was_cleared() -> None:
    with SmsGateway(SmsSettings()) as own, SmsInbox(own.http_url) as inbox:
        inbox.submit(sender="HAWIYA", recipient="+96550000001", text="one")
        inbox.wait_for("+96550000001", 0, 5)
        inbox.clear()
        assert (inbox.messages(), inbox.mark()) == ([], 1)


def test_the_inbox_keeps_the_newest_messages() -> None:
    box = Inbox(limit=2)
    for text in ("a", "b", "c"):
        box.add(
            Message(
                seq=0,
                message_id="1",
                sender="HAWIYA",
                recipient="+96550000001",
                text=text,
                parts=1,
                data_coding=0,
                received_at=datetime(2026, 1, 1, tzinfo=UTC),
                via="http",
                system_id="http",
            )
        )
    assert [(each.seq, each.text) for each in box.messages().messages] == [(2, "b"), (3, "c")]


def test_a_gateway_that_is_away_is_one_clear_line() -> None:
    with SmsInbox("http://127.0.0.1:9") as inbox, pytest.raises(SmsInboxError, match="does not answer"):
        inbox.mark()


def test_a_stopping_gateway_ends_a_long_poll() -> None:
    with concurrent.futures.ThreadPoolExecutor() as pool:
        with SmsGateway(SmsSettings()) as own, SmsInbox(own.http_url) as inbox:
            waiting = pool.submit(httpx.get, f"{own.http_url}/v1/inbox?wait_s=30", trust_env=False, timeout=10)
            inbox.mark()
        finished, _ = concurrent.futures.wait([waiting], timeout=5)
    assert finished


def test_a_port_in_use_is_one_clear_line(gateway) -> None:
    with pytest.raises(SmsGatewayError, match=f"cannot listen on 127.0.0.1:{gateway.smpp_port}"):
        SmsGateway(SmsSettings(smpp_port=gateway.smpp_port)).__enter__()


# the page


class PageText(HTMLParser):
    """The tags of a page and the texts between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)


@pytest.mark.parametrize(
    ("path", "accept", "language", "direction"),
    [
        ("/", "ar-KW,en;q=0.5", "ar", "rtl"),
        ("/", "en-GB,ar;q=0.5", "en", "ltr"),
        ("/", "en;q=0.1, ar;q=0.9", "ar", "rtl"),
        ("/", "fr", "en", "ltr"),
        ("/?lang=ar", "en", "ar", "rtl"),
        ("/?lang=en", "ar", "en", "ltr"),
        ("/?lang=%22%3E", "ar;q=x", "en", "ltr"),
    ],
)
def test_the_page_speaks_the_language_of_its_reader(http, path, accept, language, direction) -> None:
    page = PageText(http.get(path, headers={"Accept-Language": accept}).text)
    assert dict(page.tags)["html"] == {"lang": language, "dir": direction}


def test_hostile_text_stays_text(http, inbox, recipient, mark) -> None:
    inbox.submit(sender="<b>HAWIYA</b>", recipient=recipient, text=HOSTILE)
    inbox.wait_for(recipient, mark, 5)
    page = PageText(http.get("/").text)
    tags = [tag for tag, _ in page.tags]
    assert (HOSTILE in page.texts, tags.count("script"), "img" in tags, "b" in tags) == (True, 1, False, False)


def test_the_page_may_load_nothing_foreign(http) -> None:
    policy = http.get("/").headers["content-security-policy"]
    assert (policy.startswith("default-src 'none'"), "unsafe" in policy, "http" in policy) == (True, False, False)


@pytest.mark.parametrize("asset", ["/inbox.css", "/inbox.js"])
def test_what_the_page_loads_is_there(http, asset) -> None:
    assert http.get(asset).status_code == 200
