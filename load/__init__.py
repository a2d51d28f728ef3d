"""Load and capacity: the same journeys repeated and timed. `capacity` models kiosks and counters; traffic is to come."""
