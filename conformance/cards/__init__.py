"""What the conformance suites need where the target is a card: its target file, its readers, and the guard of its PIN tries."""
