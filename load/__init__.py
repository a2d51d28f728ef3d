"""Load and capacity: the same journeys repeated and timed. Nothing here yet: see docs/architecture.md."""
