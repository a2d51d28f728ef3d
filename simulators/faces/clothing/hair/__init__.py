"""The hair of the head: on the scalp, short, long, tied up."""
