"""The speed of the reference as ratios to the bare limits of what it stands on: `make bench`."""
