"""The contract: values and bytes. Pure: no clock, entropy, network or disk."""
