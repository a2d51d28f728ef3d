"""Engines: each plays the same day of customers, and they agree on every one of them."""
