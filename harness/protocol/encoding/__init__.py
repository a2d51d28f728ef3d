"""Codecs: bytes <-> values. They may use `cryptography`; keys and times are passed in."""
