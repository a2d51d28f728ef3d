"""Synthetic people: who they are, made from a seed, and the roster that a target loads."""
