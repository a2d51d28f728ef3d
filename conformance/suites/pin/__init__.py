"""Tests of the area `pin`."""
