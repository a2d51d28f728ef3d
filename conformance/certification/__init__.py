"""A certification: environment, preflight, passes, sweep, verdict, reports."""
