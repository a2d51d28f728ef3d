"""Tests of the area `eligibility`."""
