"""Data, no code: journeys, populations, sites, policies, faults, loads."""
