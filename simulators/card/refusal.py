"""How a rule of the card says no: an exception with the status word, which leaves behind what was written before it."""


class CommandRefusedError(Exception):
    """The card answers a command with this status word and no data."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{int(sw):04X}")
        self.sw = int(sw)
