"""A response surface: every number of devices over a range of demands, simulated once, then asked as often as one likes."""
