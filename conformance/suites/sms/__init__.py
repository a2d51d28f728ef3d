"""Tests of the area `sms`."""
