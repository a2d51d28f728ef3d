"""Face matchers: reasons, comparisons, attacks, repeatability, leaks, doses, bounds, and files that are no pictures."""
