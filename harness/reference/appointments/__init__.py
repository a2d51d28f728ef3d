"""The booking platform: accounts so far."""
