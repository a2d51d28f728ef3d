"""Plays days in replications: which path is exact, who works, what is kept, what everybody came to."""
