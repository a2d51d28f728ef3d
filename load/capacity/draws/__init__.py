"""Draws fixed by purpose, site, day, replication and person, and the people who are drawn by them."""
