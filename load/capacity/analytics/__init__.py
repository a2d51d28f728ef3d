"""Queues that have a formula: answers at once, and figures that a simulation must agree with.

Every time is in seconds and every rate is per second. Loads are in erlangs: arrivals in a mean service time.
"""
