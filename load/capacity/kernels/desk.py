"""What both kernels do with a person: weigh whether they stay, and let a device serve them."""

from load.capacity.kernels.course import FAILED, SERVED, Course
from load.capacity.kernels.floor import ended, served
from load.capacity.kernels.reading import Reading
from load.capacity.play.columns import Doubles


def balk_chance(waiting: int, read: Reading) -> float:
    """How likely it is that who sees so many waiting does not join them."""
    chance, begins = 0.0, read.balk_from
    for step in range(len(begins)):
        if begins[step] <= waiting:
            chance = read.balk_chance[step]
    return chance


def begun(  # noqa: PLR0913, PLR0917 - numba takes no keywords
    one: int, start_s: float, device: int, free_s: Doubles, row: int, read: Reading, course: Course
) -> float:
    """A device takes a person. Returns what it was idle before; unit: seconds."""
    idle_s: float = start_s - free_s[device]
    if -idle_s > course.overlap_s[row]:  # noqa: PLR1730 - plain Python is slower with `max`
        course.overlap_s[row] = -idle_s
    if read.stalled[row]:
        free_s[device] = ended(start_s, one, read.kind[one], read.stops, device, row)
    else:
        free_s[device] = served(start_s, one, read.stops)
    fate, wait_s, _, began_s, end_s, device_of, _, _, _ = course
    fate[one] = SERVED if read.succeeds[one] else FAILED
    began_s[one], end_s[one], device_of[one] = start_s, free_s[device], device
    wait_s[one] = start_s - read.arrival_s[one]
    return idle_s


def taken_s(free_s: Doubles, idle_s: float) -> float:
    """Device time taken: until each is free for the last time, without what it was idle before."""
    total_s = -idle_s
    for number in range(len(free_s)):
        total_s += free_s[number]
    return total_s
