"""The formulas as the command calls them: from values by key to answers by name.

The names of the answers are what scripts read, so they are as published; all times are in seconds.
"""

from load.capacity.analytics.constant_service import constant_service
from load.capacity.analytics.erlang import delay_system, loss_system
from load.capacity.analytics.general_service import allen_cunneen, pollaczek_khinchine
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
    TARGET_ABANDONMENT,
    TARGET_WAIT,
    Given,
)
from load.capacity.analytics.measures import Measures
from load.capacity.analytics.patience import erlang_a
from load.capacity.analytics.priority import priorities
from load.capacity.analytics.staffing import Target, mol_staffing, psa_staffing
from load.capacity.analytics.transient import transient
from load.capacity.analytics.varying import Demand, offered_load

Answers = dict[str, float]


def _answers(measures: Measures) -> Answers:
    named = {
        "blocking": measures.blocking,
        "wait_probability": measures.wait_probability,
        "mean_wait": measures.mean_wait_s,
        "p95_wait": measures.p95_wait_s,
        "p95_virtual_wait": measures.p95_virtual_wait_s,
        "abandonment": measures.abandonment,
        "utilisation": measures.utilization,
        "mean_queue": measures.mean_queue,
    }
    return {name: value for name, value in named.items() if value is not None}


def answer_erlang_b(given: Given) -> Answers:
    """Erlang B."""
    return _answers(loss_system(servers=given.whole(SERVERS), load=given.number(LOAD)))


def answer_erlang_c(given: Given) -> Answers:
    """Erlang C."""
    return _answers(
        delay_system(servers=given.whole(SERVERS), load=given.number(LOAD), service_s=given.optional(SERVICE_IF_KNOWN))
    )


def answer_erlang_a(given: Given) -> Answers:
    """Erlang A."""
    return _answers(
        erlang_a(
            servers=given.whole(SERVERS),
            rate_per_s=given.number(RATE),
            service_s=given.number(SERVICE),
            patience_s=given.number(PATIENCE),
        )
    )


def answer_m_d_c(given: Given) -> Answers:
    """M/D/c."""
    return _answers(
        constant_service(servers=given.whole(SERVERS), rate_per_s=given.number(RATE), service_s=given.number(SERVICE))
    )


def answer_m_g_1(given: Given) -> Answers:
    """Pollaczek-Khinchine."""
    return _answers(
        pollaczek_khinchine(rate_per_s=given.number(RATE), service_s=given.number(SERVICE), cv=given.number(CV))
    )


def answer_allen_cunneen(given: Given) -> Answers:
    """Allen-Cunneen, with its band where there is one."""
    arrival_cv = given.optional(ARRIVAL_CV)
    found = allen_cunneen(
        servers=given.whole(SERVERS),
        rate_per_s=given.number(RATE),
        service_s=given.number(SERVICE),
        cv=given.number(CV),
        arrival_cv=1.0 if arrival_cv is None else arrival_cv,
    )
    band = {"mean_wait_low": found.mean_wait_low_s, "mean_wait_high": found.mean_wait_high_s}
    return {
        "mean_wait": found.mean_wait_s,
        **{name: value for name, value in band.items() if value is not None},
        "utilisation": found.utilization,
        "mean_queue": found.mean_queue,
    }


def answer_priority(given: Given) -> Answers:
    """Classes, numbered from the highest."""
    found = priorities(
        servers=given.whole(SERVERS), rates_per_s=given.all_of(CLASS_RATES), service_s=given.number(SERVICE)
    )
    return {
        "wait_probability": found.wait_probability,
        "mean_wait": found.mean_wait_s,
        "utilisation": found.utilization,
        "mean_queue": found.mean_queue,
        **_numbered("mean_wait", found.class_waits_s),
        **_numbered("mean_queue", found.class_queues),
    }


def answer_mt_m_infinity(given: Given) -> Answers:
    """Busy servers by period."""
    found = offered_load(_demand(given), service_s=given.number(SERVICE), busy_at_start=given.optional(BUSY) or 0.0)
    return {
        "busy_peak": max(found.peaks),
        **_numbered("busy_mean", found.means),
        **_numbered("busy_end", found.at_ends),
    }


def answer_psa(given: Given) -> Answers:
    """Servers by period."""
    return _staff(
        psa_staffing(
            _demand(given),
            service_s=given.number(SERVICE),
            target=_target(given),
            patience_s=given.optional(PATIENCE_IF_ANY),
        )
    )


def answer_mol(given: Given) -> Answers:
    """Servers by period."""
    return _staff(
        mol_staffing(
            _demand(given),
            service_s=given.number(SERVICE),
            target=_target(given),
            patience_s=given.optional(PATIENCE_IF_ANY),
            busy_at_start=given.optional(BUSY) or 0.0,
        )
    )


def answer_mt_m_c(given: Given) -> Answers:
    """The day, then its periods."""
    day = transient(
        _demand(given),
        servers=[int(number) for number in given.all_of(STAFF)],
        service_s=given.number(SERVICE),
        patience_s=given.optional(PATIENCE_IF_ANY),
    )
    patient = given.optional(PATIENCE_IF_ANY) is None
    return {
        "wait_probability": day.wait_probability,
        "mean_wait": day.mean_wait_s,
        **({} if patient else {"abandonment": day.abandonment}),
        "utilisation": day.utilization,
        "mean_queue": day.mean_queue,
        **_numbered("wait_probability", [period.wait_probability for period in day.periods]),
        **_numbered("mean_queue", [period.mean_queue for period in day.periods]),
        **({} if patient else _numbered("abandonment", [period.abandonment for period in day.periods])),
        "lost_mass": day.lost_mass,
    }


def _demand(given: Given) -> Demand:
    return Demand(rates_per_s=given.all_of(RATES), period_s=given.number(PERIOD))


def _target(given: Given) -> Target:
    return Target(wait_probability=given.optional(TARGET_WAIT), abandonment=given.optional(TARGET_ABANDONMENT))


def _staff(servers: tuple[int, ...]) -> Answers:
    return {"servers_most": max(servers), **_numbered("servers", servers)}


def _numbered(name: str, values: list[float] | tuple[float, ...]) -> Answers:
    return {f"{name}_{number}": value for number, value in enumerate(values, start=1)}
