"""A PC/SC daemon of our own with virtual readers, apart from the one of the machine."""
