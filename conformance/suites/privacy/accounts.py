"""The way to an account of the booking platform, for tests that begin where it ends."""

from harness.world.ports import Accepted
from simulators.journey import WayBlockedError
from simulators.visitor import Visitor

WRONG_PASSWORD = "another-long-password"


def open_account(visitor: Visitor) -> None:
    """Sign up, confirm both codes, choose the password: every step must be accepted.

    Raises:
        WayBlockedError: one was not.
    """
    for name, outcome in (
        ("sign_up", visitor.sign_up()),
        ("confirm_codes", visitor.confirm_codes(*visitor.codes())),
        ("choose_password", visitor.choose_password()),
    ):
        if not isinstance(outcome, Accepted):
            raise WayBlockedError(name, outcome)
