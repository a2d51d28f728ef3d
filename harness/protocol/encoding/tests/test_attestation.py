"""An attestation names the phone of a device key, and nobody but that phone can make it."""

import pytest

from harness.protocol.encoding import jose
from harness.protocol.encoding.attestation import make_attestation, read_attestation
from simulators.entropy import Entropy
from simulators.phone import PhoneKeyStore


def key(name: str) -> PhoneKeyStore:
    return PhoneKeyStore(Entropy(1).p256_private_key(name))


def test_attestation_names_the_hardware_key():
    hardware, device = key("hardware"), key("device").thumbprint()
    assert read_attestation(make_attestation(hardware, device=device), device=device) == hardware.thumbprint()


def test_attestation_of_another_device_key_is_refused():
    made = make_attestation(key("hardware"), device=key("other").thumbprint())
    with pytest.raises(jose.JoseError):
        read_attestation(made, device=key("device").thumbprint())


def test_attestation_that_carries_a_foreign_key_is_refused():
    hardware, thief, device = key("hardware"), key("thief"), key("device").thumbprint()
    head = make_attestation(hardware, device=device).split(".")[0]
    forged = make_attestation(thief, device=device).split(".")
    with pytest.raises(jose.JoseError):
        read_attestation(".".join([head, *forged[1:]]), device=device)


@pytest.mark.parametrize("text", ["", "a.b.c", "e30.e30.", "eyJ0eXAiOiJhdHRlc3RhdGlvbitqd3QifQ.e30.AA"])
def test_text_that_is_no_attestation_is_refused(text):
    with pytest.raises(jose.JoseError):
        read_attestation(text, device="x")
