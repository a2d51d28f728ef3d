"""Capacity: how many kiosks and counters, where and when; models, engines, formulas and plans."""
