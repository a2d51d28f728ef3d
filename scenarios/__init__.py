"""Data, no code: journeys, populations, policies, sites, capacity models."""
