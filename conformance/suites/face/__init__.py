"""Tests of the area `face`."""
