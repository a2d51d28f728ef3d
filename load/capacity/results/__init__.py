"""What a run says: figures with intervals, as lines and as a document."""
