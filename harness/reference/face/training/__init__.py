"""Trains what the reference needs to know of faces, from a folder of pictures with known truth."""
