"""Strict JSON: one reading of every text, and a name for each fault."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.protocol.encoding.strict_json import MAX_DEPTH, Fault, StrictJsonError, decode, encode, parse
from harness.protocol.messages.enrollment import AcceptTerms, OpenSession

GOOD = b'{"terms_version":"1","language":"ar","notice_acknowledged":true}'


def fault_of(text: bytes, kind: type[msgspec.Struct] = AcceptTerms) -> tuple[Fault, str | None]:
    with pytest.raises(StrictJsonError) as caught:
        decode(text, kind)
    return caught.value.fault, caught.value.field


def test_a_good_text_is_read():
    assert decode(GOOD, AcceptTerms) == AcceptTerms(terms_version="1", language="ar", notice_acknowledged=True)


@pytest.mark.parametrize(
    ("text", "fault", "field"),
    [
        (GOOD[:-1] + b',"language":"en"}', Fault.DUPLICATE_KEY, "language"),
        (GOOD[:-1] + b',"level":"high"}', Fault.UNKNOWN_FIELD, "level"),
        (b'{"terms_version":"1","language":"ar"}', Fault.MISSING_FIELD, "notice_acknowledged"),
        (GOOD.replace(b"true", b'"true"'), Fault.WRONG_VALUE, "notice_acknowledged"),
        (GOOD.replace(b"true", b"NaN"), Fault.NOT_JSON, "NaN"),
        (GOOD + b"x", Fault.NOT_JSON, None),
        (b"", Fault.NOT_JSON, None),
        (b"\xff\xfe", Fault.NOT_JSON, None),
        (b"[1]", Fault.WRONG_VALUE, None),
        (GOOD.replace(b'"1"', b"1e999"), Fault.NOT_JSON, None),
        (GOOD.replace(b'"1"', b"-1e999"), Fault.NOT_JSON, None),
        (GOOD.replace(b'"1"', b"9" * 5000), Fault.NOT_JSON, None),
    ],
)
def test_each_fault_has_its_name(text, fault, field):
    assert fault_of(text) == (fault, field)


def test_a_nested_unknown_field_is_refused():
    text = b'{"channel":"phone","method":"manual","app":{"platform":"ios","version":"1","root":true}}'
    assert fault_of(text, OpenSession)[0] in (Fault.UNKNOWN_FIELD, Fault.WRONG_VALUE)


def test_a_nested_duplicate_key_is_refused():
    text = b'{"channel":"phone","method":"manual","app":{"platform":"ios","version":"1","version":"2"}}'
    assert fault_of(text, OpenSession) == (Fault.DUPLICATE_KEY, "version")


@pytest.mark.parametrize(
    "text",
    [
        rb'{"\ud800":1}',
        rb'{"\uDFFF":1}',
        rb'{"\udc00\ud800":1}',
        rb'{"\ud800":1,"\ud800":2}',
        rb'[{"a":["\ud83dx"]}]',
        rb'"\\\ud800"',
    ],
)
def test_a_lone_surrogate_is_refused(text):
    assert fault_of(text) == (Fault.NOT_JSON, None)


@pytest.mark.parametrize(
    ("text", "value"), [(rb'"\ud83d\ude00"', "\U0001f600"), (rb'"\\ud800"', "\\ud800"), (rb'"\ud7ff"', "\ud7ff")]
)
def test_what_only_looks_like_a_lone_surrogate_is_read(text, value):
    assert parse(text) == value


@given(st.text(st.characters(codec=None, categories=["Cs", "Ll"]), max_size=8))
def test_a_parsed_text_can_be_written_as_utf_8(text):
    try:
        written = str(parse(json.dumps(text).encode())).encode()
    except StrictJsonError as error:
        written = str(error.fault).encode()
    assert written or not text


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 100_000])
def test_deep_nesting_is_refused(depth):
    assert fault_of(b"[" * depth + b"]" * depth)[0] is Fault.TOO_DEEP


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused_by_name(text):
    try:
        outcome = json.dumps(parse(text))
    except StrictJsonError as error:
        outcome = error.fault
    assert isinstance(outcome, str)


@given(st.text(max_size=40), st.sampled_from(["ar", "en"]), st.booleans())
def test_what_is_written_is_read_again(version, language, acknowledged):
    message = AcceptTerms(terms_version=version, language=language, notice_acknowledged=acknowledged)
    assert decode(encode(message), AcceptTerms) == message
