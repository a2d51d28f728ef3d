"""Times and retries of a model from what was measured: events of real runs and a field study, with tests of every fit."""
