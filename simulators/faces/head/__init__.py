"""The head itself: its shape, its skin, its eyes and its mouth."""
