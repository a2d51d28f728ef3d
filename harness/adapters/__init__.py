"""Adapters: wire codecs without I/O, one module per wire. A vendor's own adapter stands outside this repository."""
