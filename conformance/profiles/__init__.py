"""The packaged profiles: which tests a gate runs, and which of them must come to an answer."""
