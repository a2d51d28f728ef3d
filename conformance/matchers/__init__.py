"""Face matchers under test: the port that they stand behind, how they are reached, and how they are tried on pictures."""
