"""Tests of the area `troubleshooting`."""
