"""What a run folder becomes: an HTML page, JUnit and a traceability table, each a consumer of the same two files."""
