"""Pictures of faces as a folder: one line of the manifest a picture, and the truth beside each.

Whoever makes such a folder (our generator, a licensed data set) and whoever reads it (training, an evaluation, the suites
for matchers) share these types. A folder holds `manifest.jsonl` with one `FaceRecord` a line, the pictures that it names,
and beside `NAME.jpg` the `FaceTruth` as `NAME.json` where it is known.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec

from harness.world.events import Record

MANIFEST_FILE = "manifest.jsonl"

PictureKind = Literal["portrait", "selfie", "movement", "attack", "morph"]

Defect = Literal[
    "dark",
    "bright",
    "uneven_light",
    "blur",
    "motion",
    "noise",
    "low_resolution",
    "off_center",
    "too_small",
    "tilt",
    "profile",
    "closed_eyes",
    "mouth_open",
    "occlusion",
    "two_faces",
    "no_face",
]

Species = Literal["print", "screen", "card", "mask"]
"""Presentation attack instrument species (ISO/IEC 30107-3)."""

LEVELS = (1, 2, 3, 4, 5, 6)
"""Doses of a defect, from hardly seen to plain; `USUAL_LEVEL` is the one that a quality gate must refuse."""
USUAL_LEVEL = 5

Component = Literal[
    "under_exposure_prevention",
    "over_exposure_prevention",
    "illumination_uniformity",
    "sharpness",
    "noise_prevention",
    "inter_eye_distance",
    "crop_prevention",
    "head_size",
    "head_pose_roll",
    "head_pose_yaw",
    "eyes_open",
    "mouth_closed",
    "face_occlusion_prevention",
    "single_face_present",
]
"""Quality components after ISO/IEC 29794-5, 0 to 100, -1 for failure to assess; noise and one word for four crops are ours."""

COMPONENT_OF: dict[Defect, Component] = {
    "dark": "under_exposure_prevention",
    "bright": "over_exposure_prevention",
    "uneven_light": "illumination_uniformity",
    "blur": "sharpness",
    "motion": "sharpness",
    "noise": "noise_prevention",
    "low_resolution": "inter_eye_distance",
    "off_center": "crop_prevention",
    "too_small": "head_size",
    "tilt": "head_pose_roll",
    "profile": "head_pose_yaw",
    "closed_eyes": "eyes_open",
    "mouth_open": "mouth_closed",
    "occlusion": "face_occlusion_prevention",
    "two_faces": "single_face_present",
    "no_face": "single_face_present",
}

REASON_OF: dict[Defect, str] = {
    "dark": "DARK",
    "bright": "BRIGHT",
    "uneven_light": "UNEVEN_LIGHT",
    "blur": "BLURRED",
    "motion": "BLURRED",
    "noise": "NOISY",
    "low_resolution": "LOW_RESOLUTION",
    "off_center": "OFF_CENTER",
    "too_small": "TOO_SMALL",
    "tilt": "TILTED",
    "profile": "PROFILE",
    "closed_eyes": "EYES_CLOSED",
    "mouth_open": "MOUTH_OPEN",
    "occlusion": "OCCLUDED",
    "two_faces": "TWO_FACES",
    "no_face": "NO_FACE",
}
"""The reason code that a quality gate names for each defect."""

FILE_REASONS = ("NOT_AN_IMAGE", "TRUNCATED", "TOO_LARGE", "TOO_SMALL", "UNSUPPORTED_COLOR", "ROTATED")
"""Reasons that concern the file and not the face: no JPEG or PNG, cut off, too large, too few pixels, CMYK, turned."""


class FaceRecord(Record, frozen=True, kw_only=True):
    """One picture of a folder. An external data set needs `file`, `identity` and `kind` alone."""

    file: str
    """Path within the folder."""
    identity: str
    """Who is to be seen; of a morph, the two joined by a plus sign."""
    kind: PictureKind
    sha256: str = ""
    """Over the decoded pixels: height x width x 3, BGR, uint8, rows from the top. Hexadecimal; empty where not known."""
    capture: int = 0
    """Numbers the captures of an identity. Frames of one head movement follow each other, under its number or each its own."""
    defect: Defect | None = None
    level: int | None = None
    species: Species | None = None
    instrument: str | None = None
    groups: dict[str, str] = msgspec.field(default_factory=dict)
    """Group by attribute: sex, age, skin tone, cover, glasses, beard, as far as known."""


Point = tuple[float, float]


class FaceTruth(Record, frozen=True, kw_only=True):
    """What is known of a picture because it was made."""

    width: int
    height: int
    landmarks: dict[str, Point] = msgspec.field(default_factory=dict)
    """Places by name, in pixels from the middle of the top left pixel; left and right are the person's own. None of no face."""
    traits: dict[str, float | str | list[float]] = msgspec.field(default_factory=dict)
    """What belongs to the identity."""
    shot: dict[str, float | str | list[float]] = msgspec.field(default_factory=dict)
    """What belongs to this capture: pose in degrees, expression, light, camera, clothes, background."""


def read_manifest(lines: bytes) -> Iterator[FaceRecord]:
    """The records of a manifest.

    Raises:
        msgspec.ValidationError: a line that is no record; it is named by its number.
    """
    decoder = msgspec.json.Decoder(FaceRecord)
    for number, line in enumerate(lines.splitlines(), start=1):
        if line.strip():
            try:
                yield decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise msgspec.ValidationError(f"line {number}: {error}") from None
