"""The table of formulas: what each is given, assumes and answers, and where it comes from."""

from collections.abc import Callable
from dataclasses import dataclass

from harness.commandline import UsageError
from load.capacity.analytics.answers import (
    Answers,
    answer_allen_cunneen,
    answer_erlang_a,
    answer_erlang_b,
    answer_erlang_c,
    answer_m_d_c,
    answer_m_g_1,
    answer_mol,
    answer_mt_m_c,
    answer_mt_m_infinity,
    answer_priority,
    answer_psa,
)
from load.capacity.analytics.keys import (
    ARRIVAL_CV,
    BUSY,
    CLASS_RATES,
    CV,
    LOAD,
    PATIENCE,
    PATIENCE_IF_ANY,
    PERIOD,
    RATE,
    RATES,
    SERVERS,
    SERVICE,
    SERVICE_IF_KNOWN,
    STAFF,
    STAFFING,
    Given,
    Key,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Formula:
    """One row of the table."""

    name: str
    title: str
    keys: tuple[Key, ...]
    assumes: str
    source: str
    answer: Callable[[Given], Answers]
    also: tuple[str, ...] = ()
    """Other names."""


def find(name: str) -> Formula:
    """The formula of this name, written in any way: `m-d-c`, `M/D/c`, `mdc`.

    Raises:
        UsageError: there is none.
    """
    for formula in FORMULAS:
        if _plain(name) in map(_plain, (formula.name, *formula.also)):
            return formula
    raise UsageError(f"no formula {name!r}; there are {', '.join(formula.name for formula in FORMULAS)}")


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


FORMULAS = (
    Formula(
        name="erlang-b",
        title="who finds no server free is turned away (M/G/c/c)",
        keys=(SERVERS, LOAD),
        assumes="Poisson arrivals, any service time, nobody waits; exact",
        source="Jagerman, Bell System Technical Journal 53(3), 1974",
        answer=answer_erlang_b,
    ),
    Formula(
        name="erlang-c",
        title="everybody waits for as long as it takes (M/M/c)",
        keys=(SERVERS, LOAD, SERVICE_IF_KNOWN),
        assumes="Poisson arrivals, exponential service, first come first served; exact",
        source="as erlang-b",
        answer=answer_erlang_c,
    ),
    Formula(
        name="erlang-a",
        title="who has waited too long leaves (M/M/c+M)",
        keys=(SERVERS, RATE, SERVICE, PATIENCE),
        assumes="Poisson arrivals, exponential service and patience, first come first served; exact; waits are of all "
        "arrivals until service or leaving, the virtual wait is that of endless patience",
        source="Zeltyn, Mandelbaum, Queueing Systems 51, 2005",
        answer=answer_erlang_a,
    ),
    Formula(
        name="m-d-c",
        title="every service takes the same time (M/D/c)",
        keys=(SERVERS, RATE, SERVICE),
        assumes="Poisson arrivals, constant service, first come first served; exact, probabilities within 1e-10",
        source="Franx, Operations Research Letters 29(5), 2001; Crommelin, 1932",
        answer=answer_m_d_c,
    ),
    Formula(
        name="m-g-1",
        title="one server, any service time (Pollaczek-Khinchine)",
        keys=(RATE, SERVICE, CV),
        assumes="Poisson arrivals, one server, first come first served; exact",
        source="Cooper, Introduction to Queueing Theory, 1981, page 189",
        answer=answer_m_g_1,
        also=("pollaczek-khinchine",),
    ),
    Formula(
        name="allen-cunneen",
        title="several servers, any times (M/G/c, G/G/c)",
        keys=(SERVERS, RATE, SERVICE, CV, ARRIVAL_CV),
        assumes="an approximation; the band holds the exact mean waits of several distributions with these two moments, "
        "and is no bound",
        source="band: computed exactly here; limits of any such formula: Gupta et al., Queueing Systems, 2010",
        answer=answer_allen_cunneen,
        also=("m-g-c", "g-g-c"),
    ),
    Formula(
        name="priority",
        title="classes of people, nobody interrupted (M/M/c)",
        keys=(SERVERS, CLASS_RATES, SERVICE),
        assumes="Poisson arrivals, one exponential service time for all, first come first served within a class; exact",
        source="Cobham, 1954; Operations Research 14(1), 1966, page 133",
        answer=answer_priority,
    ),
    Formula(
        name="mt-m-infinity",
        title="busy servers if there were always enough (Mt/M/infinity)",
        keys=(RATES, PERIOD, SERVICE, BUSY),
        assumes="Poisson arrivals with a constant rate in each period, exponential service; exact",
        source="Green, Kolesar, Whitt, Coping with Time-Varying Demand, 2006",
        answer=answer_mt_m_infinity,
    ),
    Formula(
        name="psa",
        title="least servers a period, by its own rate",
        keys=STAFFING,
        assumes="an approximation: the steady queue with the rate of the period; services much shorter than periods",
        source="Green, Kolesar, Management Science 37(1), 1991",
        answer=answer_psa,
        also=("psa-staffing",),
    ),
    Formula(
        name="mol",
        title="least servers a period, by the load carried into it",
        keys=(*STAFFING, BUSY),
        assumes="an approximation: the steady queue with the peak load of mt-m-infinity in the period",
        source="Jennings et al., Management Science 42(10), 1996; Feldman et al., 54(2), 2008",
        answer=answer_mol,
        also=("mol-staffing",),
    ),
    Formula(
        name="mt-m-c",
        title="a day as it unfolds, from an empty start (Mt/M/c)",
        keys=(RATES, PERIOD, STAFF, SERVICE, PATIENCE_IF_ANY),
        assumes="Poisson arrivals with a constant rate in each period, exponential service and patience; integrated, "
        "within 1e-8; lost_mass bounds what the longest queue followed leaves out",
        source="the Kolmogorov forward equations",
        answer=answer_mt_m_c,
    ),
)
