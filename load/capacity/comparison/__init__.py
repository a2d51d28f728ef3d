"""Two plans on the same people: their differences, and how they are told."""
