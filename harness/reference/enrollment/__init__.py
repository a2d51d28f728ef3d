"""Enrollment by phone with manual data entry."""
