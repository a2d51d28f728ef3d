"""The gate of a pipeline: known failures, profiles, the lock, and the decision over a run."""
