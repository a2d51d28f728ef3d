"""What a model says of a few pictures of each folder, kept in its file.

So whoever rewrites code, or learns one part again, can show that the parts that stay say what they said when they were learned.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from harness.reference.face.detector import FaceDetector
from harness.reference.face.landmarks import LANDMARKS, Floats, LandmarkFinder
from harness.reference.face.likeness import Likeness
from harness.reference.face.model import Arrays, FaceModel
from harness.reference.face.picture import Picture, decode
from harness.reference.face.presentation import cues_of
from harness.reference.face.quality import COMPONENTS, QualityGate
from harness.world.faces import MANIFEST_FILE, read_manifest

PICTURES = 24
"""Asked of a folder at most: of the first person, spread evenly over the manifest."""
MOST_APART = {"landmarks": 0.02, "likeness": 1e-3, "quality": 1.0, "presentation": 0.02}
"""By which a part may differ where a library adds in another order; pixels, parts of a length of 1, points of 100, odds."""


def answers(folder: Path, model: FaceModel) -> Arrays:
    """What every part says, by name; *Shape*: pictures x numbers. Where no face is found: not a number, of quality -1."""
    said = _Said(model)
    rows = [said.of(decode(file.read_bytes())) for file in _chosen(folder)]
    return {part: np.stack([row[part] for row in rows]) for part in MOST_APART}


class _Said:
    def __init__(self, model: FaceModel) -> None:
        self._model = model
        self._detector, self._finder = FaceDetector(), LandmarkFinder(model.landmarks)
        self._gate, self._likeness = QualityGate(model.quality, self._finder), Likeness(model.likeness)

    def of(self, picture: Picture) -> Arrays:
        """What is said of one picture."""
        components = self._gate.assess(picture).components
        return {
            "quality": np.array([components[name] for name in COMPONENTS], dtype=np.int16),
            **self._of_face(picture),
        }

    def _of_face(self, picture: Picture) -> dict[str, Floats]:
        """What does not ask the gate."""
        faces = self._detector.find(picture.gray)
        if not faces:
            sizes = {
                "landmarks": 2 * len(LANDMARKS),
                "likeness": len(self._model.likeness.steps) + 1,
                "presentation": 1,
            }
            return {part: np.full(size, np.nan, dtype=np.float32) for part, size in sizes.items()}
        points = self._finder.find(picture.gray, faces[0])
        cues = {cue: row[None, :] for cue, row in cues_of(picture, points).items()}
        return {
            "landmarks": points.ravel(),
            "likeness": self._likeness.template(picture.gray, points),
            "presentation": self._model.presentation.together(self._model.presentation.odds(cues)),
        }


def unlike(first: Arrays, second: Arrays, parts: Iterable[str]) -> list[str]:
    """Those of the parts that two models do not say the same of."""
    return [part for part in parts if not _alike(first[part], second[part], MOST_APART[part])]


def _alike(first: NDArray[np.generic], second: NDArray[np.generic], most: float) -> bool:
    ones, others = (rows.astype(np.float64) for rows in (first, second))
    return ones.shape == others.shape and np.allclose(ones, others, rtol=0, atol=most, equal_nan=True)


def _chosen(folder: Path) -> list[Path]:
    records = list(read_manifest((folder / MANIFEST_FILE).read_bytes()))
    files = [folder / record.file for record in records if record.identity == records[0].identity]
    return files[:: -(-len(files) // PICTURES)]
