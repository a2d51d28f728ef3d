"""Compiled engines for what they can play exactly; `router` says what that is, and `test_parity` compares them with SimPy."""
