"""In production no test hook is open (THR-091, 092)."""

from conformance.expect import Expect
from conformance.marks import proves
from conformance.production import Production

_CLOSED = ("TEST_HOOK_DISABLED", "NOT_FOUND")
_DAY_S = 86_400
_SAME_TIME_S = 3_600


@proves("THR-091", case="the clock of a production build is read and moved", required=False)
def test_clock_of_production_cannot_be_moved(production: Production, expect: Expect) -> None:
    before = production.about()
    expect.equal(before.environment, "production", what="environment")
    expect.refused(production.ask(production.port.clock_now()), *_CLOSED)
    expect.refused(production.ask(production.port.clock_set(offset_s=_DAY_S)), *_CLOSED)
    after = production.about()
    if before.server_time is not None and after.server_time is not None:
        moved_s = (after.server_time - before.server_time).total_seconds()
        expect.holds(expected="a clock that stays", observed=f"moved {moved_s:.0f} s", so=moved_s < _SAME_TIME_S)


@proves("THR-092", case="records of a production build are read through a test interface", required=False)
def test_test_hooks_of_production_are_closed(production: Production, expect: Expect) -> None:
    expect.refused(production.ask(production.port.audit(after=0)), *_CLOSED)
    said = production.about().test_hooks
    expect.holds(expected="no open test hooks", observed="open" if said else "none", so=not said)
