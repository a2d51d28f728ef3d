"""A larger population keeps the mixture, and a roster tells how large it is."""

from datetime import date

from simulators.population.command import load_spec
from simulators.population.generate import build_population
from simulators.population.growth import factor_of, grown, times
from simulators.population.roster import roster_of

DAY = date(2026, 5, 1)


def test_a_larger_population_has_every_role_as_many_times():
    spec = load_spec(None)
    known = len(roster_of(build_population(1, today=DAY, spec=spec)).people)
    assert grown(spec, people=known) == spec
    assert grown(spec, people=known + 1) == times(spec, 2)


def test_a_roster_tells_how_many_times_the_mixture_it_holds():
    spec = load_spec(None)
    for factor in (1, 3):
        roster = roster_of(build_population(1, today=DAY, spec=times(spec, factor)))
        assert factor_of(spec, (person.person_id for person in roster.people)) == factor
