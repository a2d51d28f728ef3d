"""Tests of the area `enrollment`."""
