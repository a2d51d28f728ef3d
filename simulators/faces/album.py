"""Pictures that were drawn before, as files: runs with the same people draw each picture once.

A folder belongs to one set of people and one version of the drawing; whoever makes the set names the folder.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from simulators.faces.capture import Defect, draw_selfie, to_jpeg


class Album:
    """Selfies by seed, number and defect; without a folder each is drawn anew."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def selfie(self, seed: int | bytes, capture: int, defect: Defect | None = None) -> bytes:
        """The picture as JPEG; a folder that cannot be written costs time and nothing else."""
        if self._folder is None:
            return to_jpeg(draw_selfie(seed, capture, defect=defect))
        name = seed.hex() if isinstance(seed, bytes) else str(seed)
        file = self._folder / f"{name}-{capture}-{defect or 'good'}.jpg"
        with suppress(OSError):
            return file.read_bytes()
        picture = to_jpeg(draw_selfie(seed, capture, defect=defect))
        with suppress(OSError):
            self._keep(file, picture)
        return picture

    def _keep(self, file: Path, picture: bytes) -> None:
        """Written aside and renamed, since several processes of a run may draw the same picture."""
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as opened:
            opened.write(picture)
        Path(draft).replace(file)
