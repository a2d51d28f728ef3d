"""The digital identity of a person and the devices that hold it."""
