"""A rollout: which site gets the next kiosk, quarter by quarter, within a budget and under a demand nobody knows yet."""
