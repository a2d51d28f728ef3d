"""Tests of the area `privacy`."""
