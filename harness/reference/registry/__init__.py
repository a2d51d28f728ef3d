"""The civil registry as the reference implementation sees it."""
