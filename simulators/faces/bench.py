"""`make bench`, third part: pictures a second of one core, beside what OpenCV takes to warp and encode the same picture.

Selfies at the usual size, five of each person, so that what is made once a person counts as it does in a folder. Processor
time of this thread; both sides are measured in turn, picture by picture, and the medians are compared. The end is 0 when the
bar is met, else 1.
"""

import argparse
import sys
from collections.abc import Iterator
from statistics import fmean, median
from time import thread_time

import cv2
import msgspec
import numpy as np

from harness.commandline import ExitCode
from simulators.faces.camera import to_jpeg
from simulators.faces.order import DEFAULT_SIZE, Order
from simulators.faces.render.engine import ENGINE
from simulators.faces.studio import Pixels, Studio

BAR = 10.0
_OF_A_PERSON = 5
_QUALITY = 88


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """Pictures a second of one core: ours, and OpenCV's of warping and encoding the same ones."""

    ours: float
    opencv: float
    ratio: float
    bar: float
    engine: str

    @property
    def is_met(self) -> bool:
        """Whether the bar is reached."""
        return self.ours >= self.bar

    def __str__(self) -> str:
        """Two lines, as the other parts of the bench have them."""
        verdict = "met" if self.is_met else "MISSED"
        width, height = DEFAULT_SIZE
        head = f"faces at {width}x{height} ({self.engine}): {self.ours:.1f} pictures/s of a core, bar {self.bar:.0f}: {verdict}"
        return f"{head}\n  OpenCV warps and encodes the same ones at {self.opencv:,.0f}/s, ratio {self.ratio:.4f}"


def main(words: list[str]) -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="make bench", description="Speed of the face generator")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--quick", action="store_true", help="fewer people")
    arguments, _ = parser.parse_known_args(words)
    found = measure(people=2 if arguments.quick else 12)
    said = msgspec.json.encode(found).decode() if arguments.json else str(found)
    sys.stdout.write(f"{said}\n")
    return ExitCode.CONFORMANT if found.is_met else ExitCode.NOT_CONFORMANT


def measure(*, people: int) -> Speed:
    """Pictures of so many people, after one that is not counted: it compiles."""
    cv2.setNumThreads(1)
    Studio(0).photograph(Order(kind="selfie"))
    ours, theirs = zip(*(pair for person in range(people) for pair in _of(1_000_000 + person)), strict=True)
    # a person's pictures together cost what they cost on average: the first one carries what is made once
    mean = median(fmean(ours[begin : begin + _OF_A_PERSON]) for begin in range(0, len(ours), _OF_A_PERSON))
    bare = median(theirs)
    return Speed(ours=1 / mean, opencv=1 / bare, ratio=bare / mean, bar=BAR, engine=ENGINE)


def _of(seed: int) -> Iterator[tuple[float, float]]:
    """Seconds for each picture of a person: ours, and OpenCV's."""
    begun = thread_time()
    studio = Studio(seed)
    for capture in range(_OF_A_PERSON):
        jpeg = studio.photograph(Order(kind="selfie", capture=capture)).jpeg
        took = thread_time() - begun
        picture = np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)
        yield took, _warped_and_encoded(picture)
        begun = thread_time()


def _warped_and_encoded(picture: Pixels) -> float:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 3.0, 1.02)
    begun = thread_time()
    warped = cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    to_jpeg(np.asarray(warped, dtype=np.uint8), _QUALITY)
    return thread_time() - begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
