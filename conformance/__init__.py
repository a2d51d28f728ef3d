"""What a vendor runs: the suites, the certification around them, and the proof that every test can fail."""
