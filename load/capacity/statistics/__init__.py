"""What may be said of a simulation, and with which error: when to stop, what to cut off, how often intervals are right."""
