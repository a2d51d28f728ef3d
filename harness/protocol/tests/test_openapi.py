import json
import re

from harness.protocol import openapi
from harness.protocol.operations import OPERATIONS, possible_refusals

DOCUMENT = openapi.document(version="1.0")


def operations():
    return {each["operationId"]: each for path in DOCUMENT["paths"].values() for each in path.values()}


def test_every_operation_is_described_once():
    assert set(operations()) == {operation.name for operation in OPERATIONS}


def test_every_reference_leads_to_a_schema():
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))
    assert names <= set(DOCUMENT["components"]["schemas"])


def test_every_refusal_of_an_operation_is_named():
    for operation in OPERATIONS:
        text = " ".join(response["description"] for response in operations()[operation.name]["responses"].values())
        missing = [code for code in possible_refusals(operation) if code not in text]
        assert missing in ([], ["UNAVAILABLE"])  # /ready answers 503 with its own body


def test_no_message_takes_a_field_that_it_does_not_name():
    schema = DOCUMENT["components"]["schemas"]["ApplicantData"]
    assert schema["additionalProperties"] is False


def test_every_state_change_needs_an_idempotency_key():
    with_key = {
        name for name, each in operations().items() if any(p["name"] == "Idempotency-Key" for p in each["parameters"])
    }
    assert with_key == {operation.name for operation in OPERATIONS if operation.changes_state}
