"""The desk of an office: what an officer may ask for the person before him."""
