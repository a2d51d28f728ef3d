"""The SMS gateway of the simulated world: an SMPP 3.4 message center, an HTTP API, an inbox and faults."""
