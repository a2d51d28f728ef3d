"""The virtual civil ID card: a chip with a contact and a contactless face, the readers that it goes into, and its faults."""
