"""The test certification authority of the reference implementation."""
