"""The reference implementation: the exemplary server that a certification can be tried on."""
