"""Face verification: the matcher of the reference implementation."""
