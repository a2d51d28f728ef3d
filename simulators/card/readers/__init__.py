"""Ways to a card: in this process, through PC/SC, and into a virtual reader of PC/SC."""
