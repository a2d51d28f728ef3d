"""The phone: the app as a client, with its key store, PIN, clock and network. Our reference app."""

from simulators.phone.keystore import PhoneKeyStore
from simulators.phone.phone import Phone
from simulators.phone.pin import Pin, PinRefusedError

__all__ = ["Phone", "PhoneKeyStore", "Pin", "PinRefusedError"]
