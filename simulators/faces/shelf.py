"""Pictures that are made once and kept as files of a folder, for all processes of a user."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from simulators.faces.folder import write_whole


class Shelf:
    """Pictures by name; without a folder each is made anew."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def has(self, name: str) -> bool:
        """Whether the picture of that name is kept."""
        return self.folder is not None and self._file(self.folder, name).exists()

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """The picture of that name; a folder that cannot be written costs time and nothing else."""
        if self.folder is None:
            return make()
        file = self._file(self.folder, name)
        with suppress(OSError):
            return file.read_bytes()
        picture = make()
        with suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, picture)
        return picture

    @staticmethod
    def _file(folder: Path, name: str) -> Path:
        return folder / f"{name}.jpg"
