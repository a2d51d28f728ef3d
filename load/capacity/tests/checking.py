"""The invariants of a run, asked of days that a test has played by itself."""

from load.capacity.play.columns import columns_of
from load.capacity.play.invariants import Evidence, check_block, check_people, evidence_of
from load.capacity.play.tally import Tally, tally_of


def check_day(floors, played):
    columns = [columns_of(site) for site in played]
    check_people(floors, columns)
    tally, evidence = Tally.zeros(len(floors)), Evidence.zeros(len(floors))
    for place, (floor, site) in enumerate(zip(floors, columns, strict=True)):
        tally.add(place, tally_of(site, hours=floor.hours, devices=floor.devices))
        evidence.put(place, evidence_of(site, listed=len(floor.customers)))
    check_block(tally, evidence, sites=[floor.site for floor in floors])
