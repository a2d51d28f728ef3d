"""Which people go to which site, and where the devices stand: the shortest ways within what sites can bear, by CP-SAT."""
